# What stands behind a splat is taken of each element, further splats too.

locals {
  teams = [
    { name = "a", buckets = [{ arn = "arn:aws:s3:::a1" }, { arn = "arn:aws:s3:::a2" }] },
    { name = "b", buckets = [{ arn = "arn:aws:s3:::b1" }] },
  ]
  number = 111111111111
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "access" {
  name = "access"
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = flatten(local.teams[*].buckets.*.arn) },
      { Effect = "Allow", Action = "s3:PutObject", Resource = flatten(local.teams[*].buckets[*].arn) },
      { Effect = "Allow", Action = "s3:ListBucket", Resource = format("arn:aws:s3:::%03s-%v", 7, local.number) },
      { Effect = contains([1, 2], "1") ? "Allow" : "Deny", Action = "iam:*", Resource = "*" },
    ]
  })
}

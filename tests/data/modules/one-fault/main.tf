# A value without a result is alone in that.

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
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::one/*" },
      { Effect = "Allow", Action = "s3:PutObject", Resource = [format("arn:aws:s3:::%d", 1.5), "arn:aws:s3:::two/*"] },
    ]
  })
}

# Within `try`, what has no value has none as a whole.
resource "aws_iam_role_policy" "tried" {
  name = "tried"
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:ListBucket"
      Resource = try([format("arn:aws:s3:::%d", 1.5)], ["arn:aws:s3:::three"])
    }]
  })
}

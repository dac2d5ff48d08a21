resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

data "aws_iam_policy" "ssm" {
  name = "AmazonSSMManagedInstanceCore"
}

data "aws_iam_policy" "agent" {
  arn = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
}

resource "aws_iam_role_policy_attachment" "ssm" {
  role       = aws_iam_role.app.name
  policy_arn = data.aws_iam_policy.ssm.arn
}

resource "aws_iam_role_policy_attachment" "each" {
  for_each   = toset([data.aws_iam_policy.agent.arn, "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"])
  role       = join("", aws_iam_role.app.*.name)
  policy_arn = each.value
}

resource "aws_iam_role_policy_attachment" "unknown" {
  for_each   = var.policy_arns
  role       = "app"
  policy_arn = each.value
}

variable "policy_arns" {
  type = map(string)
}

resource "aws_iam_policy" "own" {
  count  = 2
  name   = "own-${count.index}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "own" {
  count      = 2
  role       = aws_iam_role.app.id
  policy_arn = aws_iam_policy.own[count.index].arn
}

resource "aws_iam_policy" "exclusive" {
  name   = "exclusive"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "iam:*", Resource = "*" }] })
}

resource "aws_iam_policy_attachment" "exclusive" {
  name       = "exclusive"
  roles      = [aws_iam_role.app.name, "other"]
  policy_arn = aws_iam_policy.exclusive.arn
}

resource "aws_iam_policy" "loose" {
  name   = "loose"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

variable "prefixed" {
  type    = bool
  default = true
}

locals {
  name = "web"
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "one" {
  name               = var.prefixed ? null : local.name
  name_prefix        = var.prefixed ? "${local.name}-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role" "two" {
  name_prefix        = "two-"
  assume_role_policy = local.trust
}

resource "aws_iam_policy_attachment" "both" {
  name       = "both"
  roles      = [aws_iam_role.one.name, aws_iam_role.two.name]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

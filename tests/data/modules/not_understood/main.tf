resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = var.trust
}

variable "trust" {}

variable "statements" {}

resource "aws_iam_role_policy" "part" {
  role   = aws_iam_role.app.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }], var.statements) })
}

resource "aws_iam_role_policy" "broken" {
  role   = aws_iam_role.app.id
  policy = "{ not json"
}

resource "aws_iam_role_policy" "missing" {
  role   = aws_iam_role.app.id
  policy = file("gone.json")
}

resource "aws_iam_role_policy" "elsewhere" {
  role   = var.role
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}

variable "role" {}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
}

resource "aws_iam_role_policy" "templatefile" {
  name   = "templatefile"
  role   = aws_iam_role.app.id
  policy = templatefile("${path.module}/read.json.tpl", { buckets = ["photos", "logs"], account = local.account })
}

data "template_file" "write" {
  template = file("${path.module}/write.json")
  vars = {
    bucket = aws_s3_bucket.app.arn
  }
}

resource "aws_iam_role_policy" "template_file" {
  name   = "template_file"
  role   = aws_iam_role.app.name
  policy = data.template_file.write.rendered
}

resource "aws_iam_role_policy" "variables" {
  role   = "app"
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "${aws_s3_bucket.app.arn}/home/$${aws:username}/*"
    },
    {
      "Effect": "Allow",
      "NotAction": ["iam:*"],
      "Resource": ${jsonencode(var.resources)}
    }
  ]
}
EOF
}

resource "aws_s3_bucket" "app" {
  bucket = "app-photos"
}

variable "resources" {
  type = list(string)
}

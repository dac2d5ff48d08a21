data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = "this"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

variable "name" { default = "one" }
locals {
  a = "one"
  b = "two"
}
resource "aws_iam_role_policy" "this" {
  name   = local.a
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}
data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
resource "aws_instance" "web" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.this.name
  metadata_options {
    http_tokens = "optional"
  }
}
resource "aws_iam_instance_profile" "this" {
  role = aws_iam_role.this.name
  name = "this"
}

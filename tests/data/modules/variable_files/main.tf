variable "name" {}

variable "suffix" {
  default = "default"
}

variable "more" {
  default = "default"
}

resource "aws_iam_role" "app" {
  name               = "${var.name}-${var.suffix}-${var.more}"
  path               = "/${terraform.workspace}/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

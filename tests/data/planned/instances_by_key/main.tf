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

resource "aws_iam_instance_profile" "a" {
  name = "a"
  role = aws_iam_role.this.name
}
locals {
  instances = { one = { tokens = "required" }, two = {} }
}
resource "aws_instance" "this" {
  for_each             = local.instances
  ami                  = "ami-0123456789abcdef0"
  instance_type        = try(each.value.type, "t3.nano")
  iam_instance_profile = aws_iam_instance_profile.a.id
  monitoring           = true
  metadata_options {
    http_tokens   = lookup(each.value, "tokens", "optional")
    http_endpoint = "enabled"
  }
  root_block_device {
    encrypted = true
  }
  user_data = templatefile("${path.module}/u.sh.tpl", { name = each.key })
  tags      = { Name = "x-${each.key}" }
}

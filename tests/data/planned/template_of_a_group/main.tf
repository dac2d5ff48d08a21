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

variable "imds" {
  type    = map(string)
  default = { http_tokens = "required" }
}
variable "create" { default = true }
resource "aws_iam_instance_profile" "this" {
  count       = var.create ? 1 : 0
  name_prefix = "app-"
  role        = aws_iam_role.this.name
}
resource "aws_launch_template" "this" {
  name          = "app"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  iam_instance_profile { arn = try(aws_iam_instance_profile.this[0].arn, null) }
  dynamic "metadata_options" {
    for_each = length(var.imds) > 0 ? [var.imds] : []
    content {
      http_endpoint               = lookup(metadata_options.value, "http_endpoint", null)
      http_tokens                 = lookup(metadata_options.value, "http_tokens", null)
      http_put_response_hop_limit = try(metadata_options.value.hop, 2)
    }
  }
  network_interfaces {
    associate_public_ip_address = true
    security_groups             = ["sg-0123456789abcdef0"]
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted   = true
      volume_size = 30
    }
  }
  user_data = base64encode("#!/bin/sh\necho hi\n")
}
resource "aws_autoscaling_group" "this" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.this.id
      }
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

resource "aws_iam_instance_profile" "app" {
  name_prefix = "app-"
  roles       = ["${aws_iam_role.app.name}"]
}

resource "aws_instance" "app" {
  ami                    = data.aws_ami.app.id
  instance_type          = "t3.micro"
  iam_instance_profile   = aws_iam_instance_profile.app.name
  vpc_security_group_ids = [var.group]
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
}

resource "aws_launch_template" "app" {
  name = "app"
  iam_instance_profile {
    arn = aws_iam_instance_profile.app.arn
  }
  dynamic "metadata_options" {
    for_each = [var.metadata]
    content {
      http_endpoint = lookup(metadata_options.value, "http_endpoint", null)
      http_tokens   = try(metadata_options.value.http_tokens, null)
    }
  }
}

resource "aws_autoscaling_group" "app" {
  name     = "app"
  min_size = 1
  max_size = 3
  launch_template {
    id      = aws_launch_template.app.id
    version = "$Latest"
  }
}

resource "aws_launch_configuration" "old" {
  name_prefix          = "old-"
  iam_instance_profile = "elsewhere"
}

resource "aws_autoscaling_group" "old" {
  name                 = "old"
  launch_configuration = aws_launch_configuration.old.name
}

resource "aws_spot_instance_request" "app" {
  iam_instance_profile = aws_iam_instance_profile.app.id
  metadata_options {
    http_tokens = null
  }
}

data "aws_ami" "app" {}

variable "group" {}

variable "metadata" {
  default = { http_tokens = "optional" }
}

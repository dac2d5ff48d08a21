data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "app" {
  name = "app-profile"
  role = aws_iam_role.app.name
}

resource "aws_iam_role" "own" {
  name               = "own"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "own" {
  name = "own-profile"
  role = aws_iam_role.own.name
}

# Where neither a machine nor its template says anything.
resource "aws_ec2_instance_metadata_defaults" "account" {
  http_tokens                 = "required"
  http_put_response_hop_limit = 3
  http_endpoint               = "no-preference"
}

resource "aws_launch_template" "web" {
  name = "web-template"
  iam_instance_profile {
    arn = aws_iam_instance_profile.app.arn
  }
  metadata_options {
    http_put_response_hop_limit = 2
  }
}

resource "aws_instance" "plain" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}

resource "aws_instance" "by_id" {
  instance_type = "t3.micro"
  launch_template {
    id = aws_launch_template.web.id
  }
}

# What it says itself comes first.
resource "aws_instance" "by_name" {
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.own.name
  launch_template {
    name = "web-template"
  }
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_instance" "elsewhere" {
  launch_template {
    id = "lt-0123456789abcdef0"
  }
}

resource "aws_spot_instance_request" "spot" {
  launch_template {
    id = aws_launch_template.web.id
  }
}

resource "aws_ec2_fleet" "fleet" {
  launch_template_config {
    launch_template_specification {
      launch_template_id = aws_launch_template.web.id
      version            = aws_launch_template.web.latest_version
    }
  }
  target_capacity_specification {
    default_target_capacity_type = "spot"
    total_target_capacity        = 2
  }
}

resource "aws_spot_fleet_request" "templates" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/aws-ec2-spot-fleet-tagging-role"
  target_capacity = 2
  launch_template_config {
    launch_template_specification {
      name    = aws_launch_template.web.name
      version = "$Latest"
    }
  }
}

resource "aws_spot_fleet_request" "specifications" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/aws-ec2-spot-fleet-tagging-role"
  target_capacity = 2
  launch_specification {
    ami                      = "ami-0123456789abcdef0"
    instance_type            = "t3.micro"
    iam_instance_profile_arn = aws_iam_instance_profile.own.arn
  }
}

resource "aws_autoscaling_group" "mixed" {
  name     = "mixed"
  min_size = 1
  max_size = 2
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.web.id
      }
      override {
        instance_type = "t3.large"
        launch_template_specification {
          launch_template_id = aws_launch_template.other.id
        }
      }
    }
  }
}

resource "aws_launch_template" "other" {
  name_prefix = "other-"
}

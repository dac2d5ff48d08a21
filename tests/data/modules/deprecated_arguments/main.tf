resource "aws_iam_role" "app" {
  name                 = "app"
  permissions_boundary = ""
  managed_policy_arns  = concat(["arn:aws:iam::aws:policy/ReadOnlyAccess"], var.more)
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })

  inline_policy {
    name   = "one"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = ["*"] }] })
  }
}

variable "more" {
  type = list(string)
}

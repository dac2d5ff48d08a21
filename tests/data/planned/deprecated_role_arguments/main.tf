data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

variable "use_prefix" {
  type    = bool
  default = true
}
variable "name" { default = "thing" }
variable "boundary" { default = "" }
resource "aws_iam_role" "this" {
  name                  = var.use_prefix ? null : var.name
  name_prefix           = var.use_prefix ? "${var.name}-" : null
  permissions_boundary  = var.boundary
  path                  = coalesce(null, "", "/service/")
  max_session_duration  = tonumber("7200")
  force_detach_policies = true
  description           = <<EOF
A role
EOF
  assume_role_policy    = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": ["ec2.amazonaws.com", "ssm.amazonaws.com"], "AWS": "111111111111"},
    "Action": ["sts:AssumeRole", "sts:TagSession"],
    "Condition": {"StringEquals": {"sts:ExternalId": ["x"]}, "Bool": {"aws:MultiFactorAuthPresent": true}}
  }
}
POLICY
  inline_policy {
    name   = "inline"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*"], NotResource = ["arn:aws:s3:::secret", "arn:aws:s3:::secret/*"] }] })
  }
  managed_policy_arns = [for p in ["ReadOnlyAccess"] : "arn:aws:iam::aws:policy/${p}"]
}

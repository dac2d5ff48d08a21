module "this" {
  source     = "./label"
  namespace  = var.namespace
  name       = "app"
  attributes = ["web", "web"]
  context    = var.context
}
module "role_label" {
  source     = "./label"
  attributes = ["role"]
  context    = module.this.context
}
variable "namespace" { default = "EG" }
variable "context" {
  type = any
  default = {
    enabled         = true
    namespace       = null
    name            = null
    delimiter       = null
    attributes      = []
    tags            = {}
    id_length_limit = null
  }
}
locals { enabled = module.this.enabled }
resource "aws_iam_role" "default" {
  count              = local.enabled ? 1 : 0
  name               = module.role_label.id
  assume_role_policy = join("", data.aws_iam_policy_document.trust[*].json)
  tags               = module.role_label.tags
}
data "aws_iam_policy_document" "trust" {
  count = local.enabled ? 1 : 0
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
resource "aws_iam_instance_profile" "default" {
  count = local.enabled ? 1 : 0
  name  = join("", aws_iam_role.default[*].name)
  role  = one(aws_iam_role.default[*].name)
}
resource "aws_iam_role_policy" "default" {
  for_each = local.enabled ? { read = "s3:Get*", list = "s3:List*" } : {}
  name     = "${module.role_label.id}${module.role_label.delimiter}${each.key}"
  role     = aws_iam_role.default[0].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = each.value, Resource = "arn:aws:s3:::${lower(module.this.id)}/*" }] })
}

variable "create" {
  default = true
}

variable "extra" {
  default = false
}

variable "use_prefix" {
  type = bool
}

module "this" {
  source  = "example/label/null"
  version = "1.0.0"
}

resource "aws_iam_role" "on" {
  count              = var.create ? 1 : 0
  name               = var.use_prefix ? null : "app"
  name_prefix        = var.use_prefix ? "app-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role" "off" {
  count              = var.extra ? 1 : 0
  assume_role_policy = local.trust
}

resource "aws_iam_role" "assumed" {
  count              = module.this.enabled ? 1 : 0
  name               = module.this.id
  assume_role_policy = local.trust
}

resource "aws_iam_instance_profile" "on" {
  name = try(aws_iam_role.on[0].name, "")
  role = one(aws_iam_role.on[*].name)
}

resource "aws_iam_instance_profile" "assumed" {
  count = module.this.enabled ? 1 : 0
  name  = module.this.id
  role  = element(concat(aws_iam_role.assumed.*.name, [""]), 0)
}

resource "aws_iam_role_policy_attachment" "maybe" {
  count      = module.this.enabled && var.create ? 1 : 0
  role       = coalesce(join("", aws_iam_role.assumed.*.name), "none")
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

locals {
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

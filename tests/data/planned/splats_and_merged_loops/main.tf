data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

variable "roles" {
  default = {
    web = { managed = ["AmazonS3ReadOnlyAccess"], actions = ["s3:GetObject"] }
    db  = { managed = [], actions = ["rds-db:connect"] }
  }
}
locals {
  attachments = merge([for role, r in var.roles : { for m in r.managed : "${role}/${m}" => { role = role, policy = m } }]...)
}
resource "aws_iam_role" "this" {
  for_each           = var.roles
  name               = each.key
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "this" {
  for_each   = local.attachments
  role       = aws_iam_role.this[each.value.role].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value.policy}"
}
resource "aws_iam_role_policy" "this" {
  for_each = { for k, v in var.roles : k => v if length(v.actions) > 0 }
  role     = aws_iam_role.this[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = each.value.actions, Resource = "*" } })
}
resource "aws_iam_role_policy" "all" {
  count  = length(keys(aws_iam_role.this))
  name   = "all-${count.index}"
  role   = values(aws_iam_role.this)[count.index].name
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "sts:GetCallerIdentity", Resource = "*" } })
}

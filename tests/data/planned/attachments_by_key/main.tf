locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  actions = {
    read  = "s3:GetObject"
    write = "s3:PutObject"
  }
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "other" {
  name_prefix        = "other-"
  assume_role_policy = local.trust
}

resource "aws_iam_policy" "this" {
  for_each = local.actions
  name     = each.key
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = each.value, Resource = "arn:aws:s3:::photos/*" }]
  })
}

# Each attaches the policy that it goes round.
resource "aws_iam_role_policy_attachment" "chained" {
  for_each   = aws_iam_policy.this
  role       = aws_iam_role.app.name
  policy_arn = each.value.arn
}

# By another key than its own.
resource "aws_iam_role_policy_attachment" "written" {
  for_each   = toset(["write"])
  role       = aws_iam_role.other.name
  policy_arn = aws_iam_policy.this["read"].arn
}

# By the same key.
resource "aws_iam_role" "keyed" {
  for_each           = local.actions
  name_prefix        = "${each.key}-"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "keyed" {
  for_each   = local.actions
  role       = aws_iam_role.keyed[each.key].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

module "inner" {
  source   = "./inner"
  for_each = { a = aws_iam_policy.this["write"].arn }
  name     = each.key
  arn      = each.value
}

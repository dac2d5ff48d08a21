resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

locals {
  buckets = { photos = "read", logs = "write" }
  arns    = [for name, mode in local.buckets : format("arn:aws:s3:::%s/*", name) if mode == "read"]
  actions = distinct(flatten([["s3:GetObject"], ["s3:GetObject", "s3:PutObject"], compact(["", "s3:ListBucket"])]))
  by_mode = { for name, mode in local.buckets : mode => upper(name)... }
  stage   = lookup({ prod = "production" }, var.stage, "development")
  split   = split("/", "a/b/c")[1]
}

resource "aws_iam_role_policy" "all" {
  name = join("-", ["app", local.stage, lower(replace("A_B", "_", "-")), local.split])
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Sid = "A", Effect = "Allow", Action = local.actions, Resource = local.arns }],
      [for mode, names in local.by_mode : { Sid = title(mode), Effect = "Allow", Action = "s3:ListBucket", Resource = formatlist("arn:aws:s3:::%s", names) }],
      contains(keys(local.buckets), "none") ? [{ Sid = "Never", Effect = "Allow", Action = "*", Resource = "*" }] : [],
      [{ Sid = "Unknown", Effect = "Allow", Action = "s3:GetObject", Resource = [for b in var.others : "arn:aws:s3:::${b}/*"] }],
      [{ Sid = "Bad", Effect = "Allow", Action = "s3:GetObject", Resource = sha256("x") }],
    )
  })
}

variable "stage" {
  default = "prod"
}

variable "others" {
  type = list(string)
}

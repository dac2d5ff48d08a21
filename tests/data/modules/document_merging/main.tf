resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::base/*"]
  }
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::base"]
  }
}

data "aws_iam_policy_document" "override" {
  statement {
    sid       = "List"
    effect    = "Deny"
    actions   = ["s3:ListBucket"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "all" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json, ""]
  override_policy_documents = [data.aws_iam_policy_document.override.json]

  dynamic "statement" {
    for_each = var.extra
    iterator = extra
    content {
      sid       = title(extra.key)
      actions   = extra.value.actions
      resources = extra.value.resources
      dynamic "condition" {
        for_each = extra.value.tls ? [true] : []
        content {
          test     = "Bool"
          variable = "aws:SecureTransport"
          values   = [condition.value]
        }
      }
    }
  }

  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::home/&{aws:username}/*"]
  }
}

variable "extra" {
  type = map(object({
    actions   = list(string)
    resources = optional(list(string), ["*"])
    tls       = optional(bool, false)
  }))
  default = {
    queue = { actions = ["sqs:SendMessage"], tls = true }
    topic = { actions = ["sns:Publish"], resources = ["arn:aws:sns:*:*:topic"] }
  }
}

resource "aws_iam_role_policy" "all" {
  name   = "all"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.all.json
}

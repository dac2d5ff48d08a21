data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = "this"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

variable "statements" {
  type = list(object({
    sid         = optional(string)
    effect      = optional(string, "Allow")
    actions     = optional(list(string))
    not_actions = optional(list(string), [])
    resources   = optional(list(string), ["*"])
    conditions  = optional(list(object({ test = string, variable = string, values = list(string) })), [])
  }))
  default = [
    { sid = "One", actions = ["s3:GetObject"], resources = ["arn:aws:s3:::a/*"] },
    { effect = "Deny", not_actions = ["s3:*"], conditions = [{ test = "StringEquals", variable = "aws:RequestedRegion", values = ["eu-west-1", "eu-west-1"] }, { test = "StringEquals", variable = "aws:RequestedRegion", values = ["us-east-1"] }] },
  ]
}
data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = var.statements
    iterator = s
    content {
      sid         = try(s.value.sid, null)
      effect      = s.value.effect
      actions     = s.value.actions
      not_actions = s.value.not_actions
      resources   = s.value.resources
      dynamic "condition" {
        for_each = { for i, c in s.value.conditions : tostring(i) => c }
        content {
          test     = condition.value.test
          variable = condition.value["variable"]
          values   = condition.value.values
        }
      }
    }
  }
  dynamic "statement" {
    for_each = toset(["b", "a"])
    content {
      sid       = upper(statement.key)
      actions   = ["sqs:SendMessage"]
      resources = ["arn:aws:sqs:eu-west-1:111111111111:${statement.value}"]
    }
  }
}
resource "aws_iam_policy" "this" {
  name   = "this"
  policy = data.aws_iam_policy_document.this.json
}
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.this.arn
}

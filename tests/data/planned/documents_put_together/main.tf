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

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Keep"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::keep/*"]
  }
  statement {
    sid       = "Change"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::old/*"]
  }
  statement {
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "more" {
  statement {
    sid       = "Change"
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["arn:aws:s3:::new/*"]
  }
  statement {
    actions   = ["s3:GetBucketLocation"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "this" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.more.json, jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Own", Effect = "Allow", Action = "sqs:*", Resource = "*" }] })]
  statement {
    sid       = "Own"
    actions   = ["sns:Publish"]
    resources = ["*"]
  }
  statement {
    sid       = "Last"
    actions   = ["sns:Publish"]
    resources = ["arn:aws:sns:us-east-1:111111111111:&{aws:username}"]
  }
}
resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

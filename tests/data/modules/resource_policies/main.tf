# What the policies of resources say of a role is the role's: within one account that is enough.
data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "photos" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::photos/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.app.arn]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::photos/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:root", aws_iam_role.other.arn]
    }
  }
}

resource "aws_s3_bucket" "photos" {
  bucket = "photos"
}

resource "aws_s3_bucket_policy" "photos" {
  bucket = aws_s3_bucket.photos.id
  policy = data.aws_iam_policy_document.photos.json
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sqs:SendMessage", Resource = "*", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/app" } }
  ] })
}

resource "aws_sqs_queue_policy" "results" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/results"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sqs:ReceiveMessage", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } }
  ] })
}

resource "aws_sns_topic" "news" {
  name   = "news"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } }] })
}

resource "aws_sns_topic_policy" "news" {
  arn    = "arn:aws:sns:us-east-1:111111111111:more-news"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } }] })
}

resource "aws_secretsmanager_secret" "password" {
  name   = "password"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } }] })
}

resource "aws_secretsmanager_secret_policy" "token" {
  secret_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:token-AbCdEf"
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } }] })
}

resource "aws_ecr_repository_policy" "images" {
  repository = aws_ecr_repository.images.name
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ecr:BatchGetImage", Principal = { AWS = aws_iam_role.app.arn } }] })
}

resource "aws_ecr_repository" "images" {
  name = "images"
}

resource "aws_lambda_permission" "invoke" {
  function_name = "arn:aws:lambda:us-east-1:111111111111:function:work"
  action        = "lambda:InvokeFunction"
  principal     = aws_iam_role.app.arn
}

resource "aws_lambda_permission" "service" {
  function_name = "arn:aws:lambda:us-east-1:111111111111:function:hook"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_kms_key" "open" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" } },
    { Effect = "Allow", Action = "kms:Sign", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } },
  ] })
}

resource "aws_kms_key_policy" "shut" {
  key_id = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "kms:Verify", Resource = "*", Principal = { AWS = aws_iam_role.app.arn } },
  ] })
}

resource "aws_kms_grant" "decrypt" {
  key_id            = "arn:aws:kms:us-east-1:111111111111:key/aaaaaaaa-12ab-34cd-56ef-1234567890ab"
  grantee_principal = aws_iam_role.app.arn
  operations        = ["Decrypt", "DescribeKey"]
  constraints {
    encryption_context_equals = { team = "web" }
  }
}

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

locals {
  buckets = { a = { name = "one", write = true }, b = { name = "two", write = false } }
}
resource "aws_iam_role_policy" "loop" {
  name   = "loop"
  role   = aws_iam_role.this.id
  policy = templatefile("${path.module}/policy.json.tftpl", { buckets = local.buckets, account = "111111111111" })
}
resource "aws_iam_role_policy" "heredoc" {
  name   = "heredoc"
  role   = aws_iam_role.this.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        %{~for i, b in values(local.buckets)~}
        %{if i > 0},%{endif}
        {
          "Effect": "Allow",
          "Action": ["s3:Get${b.write ? "Object" : "ObjectTagging"}"],
          "Resource": "arn:aws:s3:::${b.name}/$${aws:username}/\u002a"
        }
        %{~endfor~}
      ]
    }
  EOT
}
resource "aws_iam_role_policy" "file" {
  name   = "file"
  role   = aws_iam_role.this.id
  policy = jsonencode(merge(jsondecode(file("${path.module}/base.json")), { Version = "2012-10-17" }))
}
resource "aws_iam_role_policy" "unicode" {
  name   = "unicode"
  role   = aws_iam_role.this.id
  policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::caf\u00e9/\\u00e9/*\"}]}"
}

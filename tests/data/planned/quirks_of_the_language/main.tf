data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com", "ec2.amazonaws.com", "ssm.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = "this"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

locals {
  s    = "a\tb\"c\\d"
  num  = 1.50
  big  = 123456789012
  h    = <<-EOT
      two
    one
        three
    EOT
  cond = true ? "1" : 2
  lst  = [1, "2", true]
  obj  = { "a.b" = 1, (upper("k")) = 2, "c" : 3 }
  neg  = -5 % 3
  div  = 7 / 2
  str  = "${local.num}-${local.big}-${local.div}-${local.neg}"
}
resource "aws_iam_role_policy" "this" {
  name = "quirks-${length("ünïcödé")}"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/${local.s}" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::n/${local.str}" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::h/${replace(trimspace(local.h), "\n", "|")}" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = [for k, v in local.obj : "arn:aws:s3:::o/${k}=${v}"] },
      { Effect = "Allow", Action = "s3:GetObject", Resource = [for i, v in local.lst : "arn:aws:s3:::l/${i}${v}"] },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::t/${title("hello wORLD-foo_bar")}/${format("%03d|%s|%q|%v|%t", 7, "ab", "q", 1.25, true)}" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::e/<&>" },
    ]
  })
}

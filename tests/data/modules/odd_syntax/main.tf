locals {
  twice = { a = "first", a = "last" }
  short = <<EOT
EOTX is no end
EOT
  dedented = <<-EOT
      two

    none
  EOT
  lines = { for k, v in { x = 1 } : k => v > 0 ?
    "yes" :
  "no" }
}

resource "aws_iam_role" "app" {
  name               = "${local.twice.a}-${local.lines.x}-${length(split("\n", local.dedented))}-${substr(local.short, 0, 4)}"
  description        = local.dedented
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

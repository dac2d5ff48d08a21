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

variable "extra" {
  type    = list(string)
  default = []
}
variable "managed" {
  type    = set(string)
  default = ["AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy"]
}
locals {
  arns     = formatlist("arn:aws:s3:::%s/*", ["a", "b"])
  pairs    = [for p in setproduct(["x", "y"], ["1", "2"]) : join("-", p)]
  nested   = flatten([for k, v in { q = ["1", "2"], r = ["3"] } : [for i in v : "${k}${i}"]])
  fallback = coalescelist(var.extra, ["fallback"])
  lookup   = lookup({ a = "found" }, "b", "default")
  tried    = try(local.nested[9], local.nested[0], "none")
  first    = element(concat(var.extra, [""]), 0)
  chunks   = { for c in chunklist(["a", "b", "c"], 2) : c[0] => c }
  grouped  = { for i in ["ax", "ay", "bz"] : substr(i, 0, 1) => i... }
}
resource "aws_iam_role_policy" "this" {
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for a in local.arns : { Effect = "Allow", Action = ["s3:GetObject"], Resource = a }],
      [{ Effect = "Allow", Action = "sqs:*", Resource = [for p in local.pairs : "arn:aws:sqs:us-east-1:111111111111:${p}"] }],
      [{ Effect = "Allow", Action = "sns:*", Resource = [for p in local.nested : "arn:aws:sns:us-east-1:111111111111:${p}"] }],
      local.first == "" ? [] : [{ Effect = "Allow", Action = "*", Resource = "*" }],
      [{ Effect = "Allow", Action = "s3:${local.lookup == "default" ? "Put" : "Get"}Object", Resource = "arn:aws:s3:::${local.fallback[0]}/${local.tried}" }],
      [{ Effect = "Allow", Action = "s3:List*", Resource = [for k, v in local.grouped : "arn:aws:s3:::${k}-${length(v)}"], Condition = { NumericLessThan = { "s3:max-keys" = length(local.chunks) * 5 }, Bool = { "aws:SecureTransport" = true } } }],
    )
  })
}
resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = toset([for m in var.managed : m if m != "none"])
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}

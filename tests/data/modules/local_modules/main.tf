module "role" {
  for_each = { web = "Web", batch = "Batch" }
  source   = "./role"
  name     = each.key
  actions  = each.key == "web" ? ["s3:GetObject"] : ["sqs:ReceiveMessage"]
}

resource "aws_iam_role_policy_attachment" "web" {
  role       = module.role["web"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

module "stranger" {
  source    = "example/policies/aws"
  role_name = module.role["batch"].name
}

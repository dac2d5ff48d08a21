module "role" {
  source   = "./role"
  for_each = { a = true, b = false }
  name     = each.key
  create   = each.value
  policies = { read = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
}
module "off" {
  source = "./role"
  count  = 0
  name   = "off"
}
output "arn" { value = { for k, m in module.role : k => m.arn } }

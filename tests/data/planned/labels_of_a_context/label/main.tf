variable "namespace" {
  type    = string
  default = null
}
variable "name" {
  type    = string
  default = null
}
variable "attributes" {
  type    = list(string)
  default = []
}
variable "enabled" {
  type    = bool
  default = null
}
variable "delimiter" {
  type    = string
  default = null
}
variable "id_length_limit" {
  type    = number
  default = null
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "context" {
  type = any
  default = {
    enabled         = true
    namespace       = null
    name            = null
    delimiter       = null
    attributes      = []
    tags            = {}
    id_length_limit = null
  }
}
locals {
  defaults = { label_order = ["namespace", "name", "attributes"], delimiter = "-", regex_replace_chars = "/[^-a-zA-Z0-9]/" }
  input = {
    enabled         = var.enabled == null ? var.context.enabled : var.enabled
    namespace       = var.namespace == null ? var.context.namespace : var.namespace
    name            = var.name == null ? var.context.name : var.name
    delimiter       = var.delimiter == null ? var.context.delimiter : var.delimiter
    attributes      = compact(distinct(concat(coalesce(var.context.attributes, []), coalesce(var.attributes, []))))
    tags            = merge(var.context.tags, var.tags)
    id_length_limit = var.id_length_limit == null ? var.context.id_length_limit : var.id_length_limit
  }
  enabled        = local.input.enabled
  delimiter      = local.input.delimiter == null ? local.defaults.delimiter : local.input.delimiter
  string_names   = ["namespace", "name"]
  normalized     = { for k in local.string_names : k => local.input[k] == null ? "" : replace(lower(local.input[k]), "_", "-") }
  attributes     = compact(distinct([for v in local.input.attributes : lower(v)]))
  id_context     = { namespace = local.normalized.namespace, name = local.normalized.name, attributes = join(local.delimiter, local.attributes) }
  labels         = [for l in local.defaults.label_order : local.id_context[l] if length(local.id_context[l]) > 0]
  id_full        = join(local.delimiter, local.labels)
  id             = local.input.id_length_limit != null ? substr(local.id_full, 0, local.input.id_length_limit) : local.id_full
  generated_tags = { for l in keys(local.id_context) : title(l) => local.id_context[l] if length(local.id_context[l]) > 0 }
  tags           = merge({ Name = local.id }, local.generated_tags, local.input.tags)
}
output "id" { value = local.enabled ? local.id : "" }
output "enabled" { value = local.enabled }
output "delimiter" { value = local.delimiter }
output "tags" { value = local.enabled ? local.tags : {} }
output "context" { value = local.input }

variable "name" { default = "first" }

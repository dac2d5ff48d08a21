name = "tfvars"

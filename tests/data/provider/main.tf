# The provider that the tests run: `terraform -chdir=tests/data/provider init` fetches it.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

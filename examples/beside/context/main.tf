terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.12"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "instance_type" {
  description = "Size of the web servers."
  type        = string
  default     = "t3.micro"
}

locals {
  prefix = "shop"
}

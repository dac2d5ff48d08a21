resource "aws_iam_role" "this" {
  name               = "other"
  assume_role_policy = "{}"
}

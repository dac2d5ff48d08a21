resource "aws_iam_role" "app" {
  path = "/over/"
  name = "overridden"
}

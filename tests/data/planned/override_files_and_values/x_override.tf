locals { a = "three" }
resource "aws_iam_role" "this" {
  name = "${var.name}-over"
}
data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::x/*"]
  }
}
resource "aws_instance" "web" {
  metadata_options {
    http_endpoint = "enabled"
  }
}

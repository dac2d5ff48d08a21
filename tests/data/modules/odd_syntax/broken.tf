resource "aws_iam_role" "lost" {
  name = 
}

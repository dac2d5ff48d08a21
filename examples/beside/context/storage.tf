resource "aws_s3_bucket" "app_bucket" {
  bucket = "shop-app-data"
}

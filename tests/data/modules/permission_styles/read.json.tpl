{
  "Version": "2012-10-17",
  "Statement": [
%{ for i, bucket in buckets ~}
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::${bucket}/*",
      "Condition": { "StringEquals": { "aws:ResourceAccount": "${account}" } }
    }%{ if i < length(buckets) - 1 },%{ endif }
%{ endfor ~}
  ]
}

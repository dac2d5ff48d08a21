# The provider that speaks to Cloud Control, whose arguments are CloudFormation's.
resource "awscc_iam_role" "app" {
  role_name            = "app"
  path                 = "/web/"
  description          = "The application's role"
  max_session_duration = 7200
  assume_role_policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", aws_iam_policy.own.arn]
  policies = [{
    policy_name = "read"
    policy_document = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }]
    })
  }]
  tags = [{ key = "team", value = "web" }]
}

resource "aws_iam_policy" "own" {
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
}

resource "awscc_iam_role_policy" "write" {
  policy_name = "write"
  role_name   = awscc_iam_role.app.role_name
  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::photos/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = awscc_iam_role.app.id
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
}

resource "awscc_iam_instance_profile" "app" {
  instance_profile_name = "app"
  roles                 = [awscc_iam_role.app.role_name]
}

resource "aws_instance" "app" {
  iam_instance_profile = awscc_iam_instance_profile.app.instance_profile_name
}

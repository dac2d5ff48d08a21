data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

# What the lists name stays or is attached, the rest goes.
resource "aws_iam_role" "held" {
  name               = "held"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "kept" {
  name_prefix = "kept-"
  role        = aws_iam_role.held.id
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::kept/*" }] })
}

resource "aws_iam_role_policy" "dropped" {
  name   = "dropped"
  role   = aws_iam_role.held.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::dropped/*" }] })
}

resource "aws_iam_role_policies_exclusive" "held" {
  role_name    = aws_iam_role.held.name
  policy_names = [aws_iam_role_policy.kept.name]
}

resource "aws_iam_policy" "own" {
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "dropped" {
  role       = aws_iam_role.held.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_role_policy_attachments_exclusive" "held" {
  role_name   = "held"
  policy_arns = [aws_iam_policy.own.arn, "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]
}

# What a list names that nobody here has, or that only Terraform knows, is not understood.
resource "aws_iam_role" "open" {
  name               = "open"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

variable "policy_arns" {
  type = list(string)
}

resource "aws_iam_role_policy_attachment" "perhaps" {
  role       = aws_iam_role.open.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy_attachments_exclusive" "open" {
  role_name   = aws_iam_role.open.name
  policy_arns = var.policy_arns
}

resource "aws_iam_role_policies_exclusive" "open" {
  role_name    = aws_iam_role.open.name
  policy_names = ["made-by-hand"]
}

# The policy is listed by another resource for another role.
resource "aws_iam_policy_attachment" "only_open" {
  name       = "only-open"
  roles      = [aws_iam_role.open.name]
  policy_arn = aws_iam_policy.own.arn
}

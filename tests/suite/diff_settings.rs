//! Every setting that a module gives is compared: one that changes is named.

use std::{fs, path::Path};

use crate::support::cli::{Answer, Rolewright};

const MODULE: &str = r#"
resource "aws_iam_role" "r" {
  name               = "r"
  description        = "old"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  tags = { A = "role-tag" }
}
resource "aws_iam_policy" "p" {
  name        = "p"
  description = "policy-text"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
  tags        = { A = "policy-tag" }
}
resource "aws_iam_role_policy_attachment" "p" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_instance_profile" "p" {
  name = "profile-name"
  role = aws_iam_role.r.name
  tags = { A = "profile-tag" }
}
resource "aws_instance" "i" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  iam_instance_profile   = aws_iam_instance_profile.p.name
  key_name               = "key-a"
  subnet_id              = "subnet-0123456789abcdef0"
  vpc_security_group_ids = ["sg-0123456789abcdef0"]
  monitoring             = true
  ebs_optimized          = true
  user_data              = "echo old"
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
    instance_metadata_tags      = "enabled"
  }
  root_block_device {
    volume_size           = 20
    volume_type           = "gp3"
    encrypted             = true
    iops                  = 3000
    throughput            = 125
    delete_on_termination = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 40
    volume_type = "io2"
    encrypted   = true
    iops        = 4000
  }
  tags = { Name = "web" }
}
"#;

fn diff(folder: &Path, changed: &str) -> Answer {
    for (name, text) in [("a", MODULE), ("b", changed)] {
        let module = folder.join(name);
        fs::create_dir_all(&module).unwrap();
        fs::write(module.join("main.tf"), text).unwrap();
    }
    Rolewright::new(["diff", "a", "b", "--fail-on", "any"])
        .in_folder(folder)
        .run()
}

#[test]
fn a_module_has_the_settings_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let same = diff(folder.path(), MODULE);
    assert_eq!(same.code, 0, "{}", same.stdout);
}

/// A piece of the module, what stands in its place, and what is named then.
const CHANGES: &[(&str, &str, &str)] = &[
    ("\"old\"", "\"new\"", "role.description"),
    ("role-tag", "x", "role.tags[A]"),
    ("policy-text", "x", "policy[p].description"),
    ("policy-tag", "x", "policy[p].tags[A]"),
    ("profile-name", "x", "instance_profile.name"),
    ("profile-tag", "x", "instance_profile.tags[A]"),
    (
        "ami-0123456789abcdef0",
        "ami-0fedcba9876543210",
        "aws_instance.ami",
    ),
    ("t3.micro", "t3.small", "aws_instance.instance_type"),
    ("key-a", "key-b", "aws_instance.key_name"),
    (
        "subnet-0123456789abcdef0",
        "subnet-0fedcba9876543210",
        "aws_instance.subnets",
    ),
    (
        "sg-0123456789abcdef0",
        "sg-0fedcba9876543210",
        "aws_instance.security_groups",
    ),
    (
        "monitoring             = true",
        "",
        "aws_instance.monitoring",
    ),
    (
        "ebs_optimized          = true",
        "",
        "aws_instance.ebs_optimized",
    ),
    ("echo old", "echo new", "aws_instance.user_data"),
    (
        "http_endpoint               = \"enabled\"",
        "http_endpoint = \"disabled\"",
        "http_endpoint",
    ),
    ("\"required\"", "\"optional\"", "http_tokens"),
    (
        "http_put_response_hop_limit = 2",
        "http_put_response_hop_limit = 1",
        "hop_limit",
    ),
    (
        "instance_metadata_tags      = \"enabled\"",
        "",
        "instance_metadata_tags",
    ),
    (
        "volume_size           = 20",
        "volume_size = 30",
        "root_volume.size",
    ),
    ("\"gp3\"", "\"gp2\"", "root_volume.type"),
    (
        "    encrypted             = true",
        "    encrypted = false",
        "root_volume.encrypted",
    ),
    (
        "iops                  = 3000",
        "iops = 3500",
        "root_volume.iops",
    ),
    (
        "throughput            = 125",
        "throughput = 250",
        "root_volume.throughput",
    ),
    (
        "delete_on_termination = true",
        "delete_on_termination = false",
        "root_volume.delete_on_termination",
    ),
    (
        "volume_size = 40",
        "volume_size = 50",
        "data_volume[/dev/sdf].size",
    ),
    ("\"io2\"", "\"io1\"", "data_volume[/dev/sdf].type"),
    (
        "    encrypted   = true",
        "    encrypted   = false",
        "data_volume[/dev/sdf].encrypted",
    ),
    (
        "iops        = 4000",
        "iops        = 5000",
        "data_volume[/dev/sdf].iops",
    ),
    ("/dev/sdf", "/dev/sdg", "data_volume[/dev/sdg].device"),
    (
        "Name = \"web\"",
        "Name = \"app\"",
        "aws_instance.tags[Name]",
    ),
];

#[test]
fn every_setting_that_changes_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (old, new, named) in CHANGES {
        assert_eq!(MODULE.matches(old).count(), 1, "{old}");
        let answer = diff(folder.path(), &MODULE.replace(old, new));
        assert_eq!(answer.code, 1, "{named}\n{}", answer.stdout);
        assert!(answer.stdout.contains(named), "{named}\n{}", answer.stdout);
    }
}

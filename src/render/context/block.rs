//! A block of any type, with its template.

use serde::Serialize;

use super::{
    AwsAmi, AwsIamInstanceProfile, AwsIamPolicy, AwsIamPolicyDocument, AwsIamRole,
    AwsIamRolePolicy, AwsIamRolePolicyAttachment, AwsInstance, AwsSsmParameter, DataSource,
};

macro_rules! blocks {
    ($($variant:ident = $name:literal in $template:literal;)+) => {
        /// A `resource` or `data` block. Each type has one template, which sees the block's data
        /// under the name that stands here.
        #[derive(Clone, Debug, Serialize)]
        #[serde(untagged)]
        pub enum Block {
            $(#[doc = concat!("`", $template, ".tf.tera`, which sees it as `", $name, "`.")]
            $variant(Box<$variant>),)+
        }

        impl Block {
            /// Every template of a block, with the name under which it sees the block's data.
            pub const TEMPLATES: &'static [(&'static str, &'static str)] =
                &[$((concat!($template, ".tf.tera"), $name),)+];

            /// The block's template.
            pub const fn template(&self) -> &'static str {
                match self { $(Self::$variant(_) => concat!($template, ".tf.tera"),)+ }
            }

            /// The name under which the template sees the block's data.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)+ }
            }
        }

        $(impl From<$variant> for Block {
            fn from(block: $variant) -> Self {
                Self::$variant(Box::new(block))
            }
        })+
    };
}

blocks! {
    AwsIamRole = "role" in "resources/aws_iam_role";
    AwsIamRolePolicy = "role_policy" in "resources/aws_iam_role_policy";
    AwsIamPolicy = "managed_policy" in "resources/aws_iam_policy";
    AwsIamRolePolicyAttachment = "attachment" in "resources/aws_iam_role_policy_attachment";
    AwsIamInstanceProfile = "profile" in "resources/aws_iam_instance_profile";
    AwsInstance = "instance" in "resources/aws_instance";
    AwsIamPolicyDocument = "policy_document" in "data/aws_iam_policy_document";
    AwsAmi = "ami" in "data/aws_ami";
    AwsSsmParameter = "parameter" in "data/aws_ssm_parameter";
    DataSource = "source" in "data/source";
}

//! What the user wrote: one YAML file that describes one EC2 role and everything around it.

mod model;

pub use model::{
    AmiChoice, Assume, Imds, Instance, InstanceProfile, Layout, PolicyPlacement, Role, Spec, Style,
    Tag, Target, TargetTrust, Terraform, Trust, TrustPrincipal, Variable, Volume, Workload,
};

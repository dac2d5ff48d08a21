//! Labels, addresses and names of everything that is written for one folder.

use crate::{
    blueprint::Setting,
    source::Located,
    spec::{Layout, Spec},
    text::Text,
};

/// How the things of a folder are called.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// The layout.
    pub(super) layout: Layout,
    /// The label of all main resources.
    pub(super) label: String,
    /// What the folder's file names begin with.
    pub(super) file_prefix: String,
    /// What the folder's output names begin with.
    pub(super) output_prefix: String,
    /// What labels that do not come from `label` begin with, where several specs share a folder.
    pub(super) label_prefix: String,
    /// The label of data sources that say where we are.
    pub(super) data_label: String,
    /// The role's whole name.
    pub(super) name: Setting,
    /// The beginning of the role's name.
    pub(super) name_prefix: Setting,
}

impl Names {
    /// The names of the main folder.
    pub(super) fn of(spec: &Spec) -> Self {
        let layout = spec
            .terraform
            .layout
            .as_ref()
            .map_or(Layout::default(), |layout| layout.value);
        let label = spec
            .terraform
            .label
            .as_ref()
            .map_or_else(|| "this".to_owned(), |label| label.value.clone());
        // Files, outputs and data sources of several specs may stand in one folder, beside those
        // of its owner.
        let shared = match (layout, label.as_str()) {
            (Layout::Beside, "this") => Some("rolewright".to_owned()),
            (Layout::Beside, label) => Some(format!("rolewright_{label}")),
            (Layout::Root | Layout::Module, _) => None,
        };
        let prefix = shared
            .as_ref()
            .map_or_else(String::new, |it| format!("{it}_"));
        Self {
            layout,
            label_prefix: if layout == Layout::Beside && label != "this" {
                format!("{label}_")
            } else {
                String::new()
            },
            label,
            file_prefix: prefix.clone(),
            output_prefix: prefix,
            data_label: shared.unwrap_or_else(|| "current".to_owned()),
            name: spec
                .role
                .name
                .as_ref()
                .map(|name| in_module(layout, name, "name")),
            name_prefix: spec
                .role
                .name_prefix
                .as_ref()
                .map(|prefix| in_module(layout, prefix, "name_prefix")),
        }
    }

    /// The names of a target's folder, whose role is called `name`.
    pub(super) fn of_target(spec: &Spec, name: Located<Text>) -> Self {
        Self {
            layout: Layout::Root,
            file_prefix: String::new(),
            output_prefix: String::new(),
            label_prefix: String::new(),
            data_label: "current".to_owned(),
            name: Some(name),
            name_prefix: None,
            label: Self::of(spec).label,
        }
    }

    /// The address of the main resource of this type.
    pub(super) fn address(&self, terraform_type: &str) -> String {
        format!("{terraform_type}.{}", self.label)
    }
}

/// In a reusable module a literal becomes the default of a variable.
pub(super) fn in_module(layout: Layout, value: &Located<Text>, variable: &str) -> Located<Text> {
    if layout == Layout::Module && value.value.as_literal().is_some() {
        Located::new(Text::reference(format!("var.{variable}")), value.origin)
    } else {
        value.clone()
    }
}

//! Specs become files that read well: lowering and rendering, without a spec's text.

use std::collections::BTreeMap;

use rolewright::{
    blueprint::{self, Surroundings},
    diag::Diagnostics,
    render::{
        self, Templates,
        context::Block,
        header::{self, Ownership},
    },
    spec::{Layout, PolicyPlacement, Spec, Style},
};

use super::support;

mod overrides;
mod specs;

use specs::{application_server, hostile, minimal, reference, written};

/// The content of each file by its path.
fn rendered(spec: &Spec, templates: &Templates) -> Result<BTreeMap<String, String>, render::Error> {
    let mut diagnostics = Diagnostics::default();
    let blueprint = blueprint::lower(spec, &Surroundings::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    let files = render::files(&blueprint, templates, "spec.yaml")?;
    Ok(files
        .into_iter()
        .map(|file| (file.path, file.content))
        .collect())
}

fn files(spec: &Spec, templates: &Templates) -> BTreeMap<String, String> {
    rendered(spec, templates).unwrap_or_else(|error| panic!("{error}"))
}

fn shown(files: &BTreeMap<String, String>) -> String {
    let files = files.iter();
    let shown = files.map(|(path, content)| format!("==> {path}\n{content}"));
    shown.collect::<Vec<_>>().concat()
}

#[test]
fn a_small_spec_gives_a_small_module() {
    support::snapshots("render").bind(|| {
        insta::assert_snapshot!("minimal", shown(&files(&minimal(), &Templates::embedded())));
    });
}

#[test]
fn an_application_server_with_a_cross_account_target() {
    support::snapshots("render").bind(|| {
        let files = files(&application_server(), &Templates::embedded());
        insta::assert_snapshot!("application-server", shown(&files));
    });
}

/// Every layout, placement and style.
fn ways() -> impl Iterator<Item = (Layout, PolicyPlacement, Style)> {
    let layouts = [Layout::Root, Layout::Module, Layout::Beside];
    let styles = [Style::Jsonencode, Style::Document];
    layouts.into_iter().flat_map(move |layout| {
        let placements = [PolicyPlacement::Inline, PolicyPlacement::Managed];
        placements.into_iter().flat_map(move |placement| {
            styles
                .into_iter()
                .map(move |style| (layout, placement, style))
        })
    })
}

#[test]
fn hostile_text_is_text_in_every_layout_and_style() {
    for (layout, placement, style) in ways() {
        let files = files(
            &written(hostile(), layout, placement, style),
            &Templates::embedded(),
        );
        for (path, text) in files.iter().filter(|(path, _)| is_terraform(path)) {
            let way = format!("{layout:?} {placement:?} {style:?} {path}\n{text}");
            let body = hcl_edit::parser::parse_body(text).unwrap_or_else(|e| panic!("{e}\n{way}"));
            let names = body.into_blocks().map(|block| block.ident.to_string());
            for name in names {
                let known = [
                    "terraform",
                    "provider",
                    "variable",
                    "data",
                    "resource",
                    "output",
                ];
                assert!(known.contains(&name.trim()), "a block `{name}` in {way}");
            }
            assert_eq!(hcl_format(text), *text, "{way}");
        }
    }
}

fn is_terraform(path: &str) -> bool {
    path.rsplit('.').next() == Some("tf")
}

fn hcl_format(text: &str) -> String {
    rolewright::hcl::format(text)
}

#[test]
fn every_file_opens_with_its_header_and_is_known_again() {
    let files = files(&hostile(), &Templates::embedded());
    let copies: header::Copies = files
        .iter()
        .flat_map(|(path, text)| header::recorded_copies(path, text))
        .fold(header::Copies::new(), |mut copies, (path, hash)| {
            copies.entry(path).or_default().insert(hash);
            copies
        });
    for (path, text) in &files {
        assert_eq!(
            header::ownership(path, text, &copies),
            Ownership::Intact,
            "{path}"
        );
        let edited = format!("{text}\n");
        assert_eq!(
            header::ownership(path, &edited, &copies),
            Ownership::Edited,
            "{path}"
        );
    }
}

#[test]
fn a_folder_that_somebody_owns_gets_no_name_of_its_own() {
    let mut spec = hostile();
    spec.partition = None;
    let mut all: Vec<BTreeMap<String, String>> = Vec::new();
    for label in ["this", "worker"] {
        let mut spec = written(
            spec.clone(),
            Layout::Beside,
            PolicyPlacement::Inline,
            Style::Document,
        );
        spec.terraform.label = Some(rolewright::source::Located::nowhere(label.to_owned()));
        all.push(files(&spec, &Templates::embedded()));
    }
    let declared = |files: &BTreeMap<String, String>| -> Vec<String> {
        files
            .iter()
            .filter(|(path, _)| !path.contains('/'))
            .flat_map(|(_, text)| rolewright::hcl::declarations(text))
            .map(|declaration| declaration.address)
            // Variables are shared: the second file leaves them out.
            .filter(|address| !address.starts_with("var."))
            .collect()
    };
    for path in all
        .iter()
        .flat_map(BTreeMap::keys)
        .filter(|path| !path.starts_with("targets/"))
    {
        let name = path.rsplit('/').next().unwrap();
        assert!(name.starts_with("rolewright_"), "{path}");
    }
    let [first, second] = [declared(&all[0]), declared(&all[1])];
    let shared: Vec<&String> = first
        .iter()
        .filter(|address| second.contains(address))
        .collect();
    assert!(shared.is_empty(), "two specs declare {shared:?}");
    assert!(
        first.contains(&"data.aws_partition.rolewright".to_owned()),
        "{first:?}"
    );
}

#[test]
fn a_target_asks_for_its_caller_where_the_spec_does_not_say_it() {
    for what in ["account", "path", "name", "name_prefix"] {
        let mut spec = application_server();
        match what {
            "account" => spec.account = None,
            "path" => spec.role.path = Some(reference("var.path")),
            "name" => spec.role.name = Some(reference("var.name")),
            _ => spec.role.name_prefix = spec.role.name.take(),
        }
        let files = files(&spec, &Templates::embedded());
        let iam = &files["targets/reporting/iam.tf"];
        assert!(
            iam.contains("\"aws:PrincipalArn\" = var.caller_role_arn"),
            "{what}: {iam}"
        );
        let root = if what == "account" {
            "\"arn:aws:iam::${split(\":\", var.caller_role_arn)[4]}:root\""
        } else {
            "\"arn:aws:iam::111111111111:root\""
        };
        assert!(iam.contains(root), "{what}: {iam}");
        assert!(files["targets/reporting/variables.tf"].contains("variable \"caller_role_arn\" {"));
        assert!(files["README.md"].contains("`caller_role_arn`"));
    }
}

#[test]
fn templates_and_block_types_are_the_same_list() {
    let names = Templates::names();
    let of_blocks: Vec<&str> = Block::TEMPLATES.iter().map(|(name, _)| *name).collect();
    let in_folders: Vec<&&str> = names.iter().filter(|name| name.contains('/')).collect();
    for name in &of_blocks {
        assert!(names.contains(name), "no template {name}");
    }
    for name in in_folders {
        assert!(of_blocks.contains(name), "no block for {name}");
    }
}

#[test]
fn no_template_prints_text_unescaped() {
    for name in Templates::names() {
        let text = Templates::embedded().get(name).unwrap().to_owned();
        for word in ["safe", "autoescape", "raw"] {
            assert!(!text.contains(word), "`{word}` in {name}");
        }
    }
}

#[test]
fn more_statements_than_one_managed_policy_holds_stand_in_several() {
    let mut spec = application_server();
    spec.grants = (0..30)
        .map(|index| {
            specs::bucket(
                &format!("bucket-with-a-long-name-{index}"),
                &["read", "write"],
            )
        })
        .collect();
    let spec = written(
        spec,
        Layout::Root,
        PolicyPlacement::Managed,
        Style::Jsonencode,
    );
    let files = files(&spec, &Templates::embedded());
    let declared: Vec<String> = rolewright::hcl::declarations(&files["iam.tf"])
        .into_iter()
        .map(|declaration| declaration.address)
        .filter(|address| address.contains(".this"))
        .collect();
    for address in [
        "aws_iam_policy.this",
        "aws_iam_policy.this_2",
        "aws_iam_role_policy_attachment.this",
        "aws_iam_role_policy_attachment.this_2",
    ] {
        assert!(
            declared.contains(&address.to_owned()),
            "{address}: {declared:?}"
        );
    }
    assert!(files["iam.tf"].contains("\"application-ec2-role-2\""));
}

#[test]
fn a_reusable_module_takes_the_specs_values_as_defaults() {
    let mut spec = application_server();
    spec.tags.push(specs::tag("CostCenter", "4711"));
    spec.instance.as_mut().unwrap().subnet = Some(specs::value("subnet-0123456789abcdef0"));
    let spec = written(
        spec,
        Layout::Module,
        PolicyPlacement::Inline,
        Style::Jsonencode,
    );
    let files = files(&spec, &Templates::embedded());
    assert!(!files.contains_key("providers.tf"));
    support::snapshots("render").bind(|| {
        let text = format!("{}\n{}", files["variables.tf"], files["instance.tf"]);
        insta::assert_snapshot!("module", text);
    });
}

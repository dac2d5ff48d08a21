//! Templates that a user overrides.

use rolewright::render::{Error, Templates, context::Block};

use super::{files, minimal, rendered, specs, support};

const ROLE: &str = "resources/aws_iam_role.tf.tera";

fn overriding(name: &str, text: &str) -> Templates {
    Templates::with_overrides([(name.to_owned(), text.to_owned())]).unwrap()
}

fn refusal(templates: &Templates) -> String {
    rendered(&specs::application_server(), templates)
        .unwrap_err()
        .to_string()
}

/// The tags come first, one attribute is new, and nobody cared for layout.
const REORDERED: &str = r#"
resource "aws_iam_role" {{ role.label }} {
{% set tags = role.tags %}{% include "tags.tf.tera" %}
name={{ role.name }}
        force_detach_policies   =   true # so that it can be destroyed
  {% set policy = role.assume_role_policy -%}
assume_role_policy = {% include "policy.tf.tera" %}
    {% if role.description is not none %}description = {{ role.description }}{% endif %}
}
"#;

#[test]
fn an_attribute_is_added_and_blocks_are_reordered() {
    let spec = specs::application_server();
    let overridden = files(&spec, &overriding(ROLE, REORDERED));
    let iam = &overridden["iam.tf"];
    let role = iam.split("\nresource ").nth(1).unwrap();
    support::snapshots("render").bind(|| {
        insta::assert_snapshot!("overridden-role", role);
    });
    assert_eq!(rolewright::hcl::format(iam), *iam);

    let plain = files(&spec, &Templates::embedded());
    for (path, content) in plain.iter().filter(|(path, _)| !path.ends_with("iam.tf")) {
        assert_eq!(&overridden[path], content, "{path}");
    }
}

#[test]
fn every_template_can_be_overridden_at_once() {
    let all = Templates::names().into_iter().map(|name| {
        let text = Templates::embedded().get(name).unwrap().to_owned();
        (name.to_owned(), text)
    });
    let templates = Templates::with_overrides(all).unwrap();
    let spec = specs::hostile();
    assert_eq!(
        files(&spec, &templates),
        files(&spec, &Templates::embedded())
    );
}

#[test]
fn a_part_of_ones_own_may_be_included() {
    let templates = Templates::with_overrides([
        (
            "outputs.tf.tera".to_owned(),
            "{% include 'own/part.tf.tera' %}".to_owned(),
        ),
        (
            "own/part.tf.tera".to_owned(),
            "locals {\na = {{ \"$\" ~ \"{x}\" }}\n}\n".to_owned(),
        ),
        ("notes.md".to_owned(), "no template".to_owned()),
    ])
    .unwrap();
    let outputs = &files(&minimal(), &templates)["outputs.tf"];
    assert!(
        outputs.ends_with("\nlocals {\n  a = \"$${x}\"\n}\n"),
        "{outputs}"
    );
}

#[test]
fn a_file_that_would_be_empty_may_be_filled() {
    let filled = overriding("instance.tf.tera", "locals {\n  a = 1\n}\n");
    let instance = &files(&minimal(), &filled)["instance.tf"];
    assert!(instance.ends_with("\nlocals {\n  a = 1\n}\n"), "{instance}");
    let emptied = overriding("outputs.tf.tera", "{# no outputs #}");
    assert!(!files(&minimal(), &emptied).contains_key("outputs.tf"));
}

#[test]
fn a_misspelt_file_is_refused() {
    let error =
        Templates::with_overrides([("resource/aws_iam_role.tf.tera".to_owned(), String::new())]);
    insta::assert_snapshot!(error.unwrap_err(), @"`resource/aws_iam_role.tf.tera` overrides no template (is `resources/aws_iam_role.tf.tera` meant?)");
}

#[test]
fn faults_are_reported_with_their_place() {
    let refusals: Vec<String> = [
        "resource {% if %}",
        "\n\n  x = {{ role.nmae }}",
        "x = {{ role.name | safe }}",
        "x = {{ role.name | expression }}",
        "x = {{ role.name | nothing }}",
        "resource \"aws_iam_role\" {{ role.label }} {\n  name = \n}",
        "{% include \"nothing.tf.tera\" %}",
    ]
    .into_iter()
    .map(|text| refusal(&overriding(ROLE, text)))
    .chain([refusal(&overriding(
        "resources/aws_iam_instance_profile.tf.tera",
        "role = {{ profile.role }}",
    ))])
    .collect();
    support::snapshots("render").bind(|| {
        insta::assert_snapshot!("template-faults", refusals.join("\n"));
    });
}

#[test]
fn text_that_a_filter_changed_stays_text() {
    let mut spec = specs::hostile();
    spec.role.description = Some(specs::reference("var.description"));
    let templates = overriding(ROLE, "x = {{ role.description | truncate(length=3) }}");
    assert!(matches!(
        rendered(&spec, &templates),
        Err(Error::NotText { .. } | Error::Template(_))
    ));
    let templates = overriding(ROLE, "x = {{ role.label ~ \"\\\"}$\" ~ \"{y}\" }}");
    let iam = &files(&spec, &templates)["iam.tf"];
    assert!(iam.contains(r#"x = "this\"}$${y}""#), "{iam}");
}

#[test]
fn the_page_on_templates_names_them_all_and_its_example_works() {
    let page = support::read("docs/templates.md");
    for name in Templates::names() {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    for (template, name) in Block::TEMPLATES {
        assert!(
            page.contains(&format!("| `{template}` | `{name}`")),
            "{template}"
        );
    }
    let example = page.split("```hcl\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let iam = &files(&specs::hostile(), &overriding(ROLE, example))["iam.tf"];
    assert!(iam.contains("\n  force_detach_policies = true\n"), "{iam}");
}

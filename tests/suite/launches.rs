//! What launches from a template runs as its role, with its settings, unless it says otherwise.

use crate::support::cli::Rolewright;

const MODULE: &str = "tests/data/modules/launches";

/// What is said of a machine, with the lines below it.
fn told(name: &str) -> String {
    let said = Rolewright::new(["explain", MODULE]).run().stdout;
    let mut lines = said
        .lines()
        .skip_while(|line| !line.contains(&format!("`{name}`")));
    let first = lines.next().unwrap_or_else(|| panic!("{name}\n{said}"));
    let below: Vec<&str> = lines.take_while(|line| line.starts_with(' ')).collect();
    format!("{first}\n{}", below.join("\n"))
}

#[test]
fn what_launches_from_a_template_runs_as_its_role() {
    for name in [
        "aws_instance.by_id",
        "aws_spot_instance_request.spot",
        "aws_ec2_fleet.fleet",
        "aws_spot_fleet_request.templates",
        "mixed",
    ] {
        let told = told(name);
        assert!(told.contains("runs as role `app`"), "{told}");
        // The template says how far, the account which version.
        assert!(told.contains("2 network hops"), "{told}");
        assert!(told.contains("tokens required"), "{told}");
    }
}

#[test]
fn what_a_machine_says_itself_comes_before_its_template() {
    let own = told("aws_instance.by_name");
    assert!(own.contains("runs as role `own`"), "{own}");
    assert!(
        own.contains("tokens optional") && own.contains("2 network hops"),
        "{own}"
    );
    let own = told("aws_spot_fleet_request.specifications");
    assert!(own.contains("runs as role `own`"), "{own}");
    let plain = told("aws_instance.plain");
    assert!(
        plain.contains("runs with no role") && plain.contains("3 network hops"),
        "{plain}"
    );
}

#[test]
fn a_template_that_is_not_here_is_named() {
    let elsewhere = told("aws_instance.elsewhere");
    assert!(
        elsewhere.contains("what the template lt-0123456789abcdef0 says"),
        "{elsewhere}"
    );
}

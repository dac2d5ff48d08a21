//! `init` in a terminal: keys, and what stands on the screen.

use std::{fs, path::Path};

use rolewright::wizard::table::{self, TABLE};

use crate::support::terminal::{Terminal, key};

const WIDE: (u16, u16) = (100, 40);
const NARROW: (u16, u16) = (40, 24);

fn start(folder: &Path, arguments: &[&str], size: (u16, u16)) -> Terminal {
    let arguments: Vec<&str> = ["init"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    Terminal::start(&arguments, folder, size, &[])
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().count() == 0
}

/// The question with this key, as it is put.
fn ask(key: &str) -> &'static str {
    table::question(key).unwrap().ask
}

/// Enter at every question until this one.
fn enter_until(terminal: &mut Terminal, wanted: &str) {
    terminal.press_until(key::ENTER, ask(wanted));
}

#[test]
fn typing_arrows_filters_and_enter_lead_to_a_spec() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml"], WIDE);
    terminal.sees("Escape goes back, Ctrl-C leaves");
    terminal.answer(ask("preset"), key::DOWN);
    terminal.sees("> batch-worker");
    terminal.press(key::UP);
    terminal.sees("> web-application");
    terminal.press("else\r");
    terminal.answer(ask("name"), "shop-web\r");
    terminal.asks(ask("region"));
    terminal.press("eu-centr");
    terminal.sees("eu-central-2");
    terminal.press(key::DOWN);
    terminal.press(key::ENTER);
    terminal.answer(ask("account"), "111111111111\r");
    terminal.answer(ask("layout"), key::ENTER);
    terminal.asks(ask("grants"));
    terminal.press("s3");
    terminal.sees("> add buckets - Amazon S3");
    terminal.press(key::ENTER);
    terminal.answer("Which bucket?", "photos\r");
    terminal.asks("What does it do with it?");
    terminal.sees("[x] read");
    terminal.press("write");
    terminal.sees("> [ ] write");
    terminal.press(" \r");
    terminal.answer("Which prefixes?", key::ENTER);
    terminal.answer("Encrypted with a KMS key", key::ENTER);
    terminal.sees("change buckets photos: read, write");
    terminal.press(key::ENTER);
    terminal.asks(ask("allow"));
    terminal.press("action\r");
    terminal.asks("Which actions?");
    terminal.press("cloudwatch:getmetricd");
    terminal.sees("cloudwatch:GetMetricData");
    terminal.press(key::TAB);
    terminal.press(key::ENTER);
    terminal.answer("On which resources", "*\r");
    terminal.answer("Why?", "dashboards\r");
    terminal.asks(ask("allow"));
    enter_until(&mut terminal, "tags");
    terminal.press("Owner=web\r");
    terminal.sees("All right?");
    terminal.sees("write shop.yaml");
    terminal.press(key::ENTER);
    terminal.answer(ask("generate"), "n\r");
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    let spec = read(folder.path(), "shop.yaml");
    for part in [
        "name: shop-web\n",
        "region: eu-central-1\n",
        "access: [read, write]\n",
        "actions: [cloudwatch:GetMetricData]\n",
        "reason: dashboards\n",
        "tags: { Owner: web }\n",
    ] {
        assert!(spec.contains(part), "{part}\n{spec}");
    }
    assert!(
        terminal.sent().contains("rolewright init shop.yaml --yes"),
        "{}",
        terminal.screen()
    );
}

#[test]
fn enter_alone_ends_in_a_spec_and_terraform() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml"], WIDE);
    terminal.press_until(key::ENTER, "All right?");
    terminal.press(key::ENTER);
    terminal.answer(ask("generate"), "y\r");
    terminal.answer(ask("output"), key::ENTER);
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    assert!(read(folder.path(), "shop/iam.tf").contains("aws_iam_role"));
}

#[test]
fn ctrl_c_at_every_question_leaves_nothing_behind() {
    for wanted in IN_TURN.iter().copied() {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["shop.yaml", "--preset=web-application"];
        let arguments = if wanted == "preset" {
            &arguments[..1]
        } else {
            &arguments[..]
        };
        let mut terminal = start(folder.path(), arguments, WIDE);
        enter_until(&mut terminal, wanted);
        terminal.press(key::CTRL_C);
        assert_eq!(terminal.ends(), 2, "{wanted}");
        assert!(is_empty(folder.path()), "{wanted}");
    }
}

/// The questions that the web application's path asks.
const IN_TURN: &[&str] = &[
    "preset",
    "name",
    "region",
    "account",
    "layout",
    "grants",
    "allow",
    "managed_policies",
    "session_manager",
    "assume",
    "instance",
    "workload",
    "instance_type",
    "ami",
    "subnet",
    "security_groups",
    "public_ip",
    "imds_tokens",
    "tags",
];

#[test]
fn ctrl_c_at_questions_that_one_asks_for_leaves_nothing_behind() {
    for question in TABLE {
        if IN_TURN.contains(&question.key) || ["generate", "output"].contains(&question.key) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = start(
            folder.path(),
            &[
                "shop.yaml",
                "--preset=bastion",
                "--region=eu-west-1",
                "--account=",
            ],
            WIDE,
        );
        terminal.press_until(key::ENTER, "All right?");
        terminal.press(&format!("{}:", question.topic));
        terminal.sees(&format!("> {}:", question.topic));
        terminal.press(key::ENTER);
        terminal.answer(question.ask, key::CTRL_C);
        assert_eq!(terminal.ends(), 2, "{}", question.key);
        assert!(is_empty(folder.path()), "{}", question.key);
    }
}

#[test]
fn ctrl_c_in_the_review_and_after_it_leaves_nothing_behind() {
    for after in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = start(folder.path(), &["shop.yaml"], WIDE);
        terminal.press_until(key::ENTER, "All right?");
        if after {
            terminal.press(key::ENTER);
            terminal.asks(ask("generate"));
        }
        terminal.press(key::CTRL_C);
        assert_eq!(terminal.ends(), 2);
        assert!(is_empty(folder.path()));
    }
}

#[test]
fn ctrl_c_inside_an_item_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml", "--preset=custom"], WIDE);
    enter_until(&mut terminal, "grants");
    terminal.press("sqs\r");
    terminal.answer("Which queue?", "jobs\r");
    terminal.asks("What does it do with it?");
    terminal.press(key::CTRL_C);
    assert_eq!(terminal.ends(), 2);
    assert!(is_empty(folder.path()));
}

#[test]
fn escape_goes_back_through_questions_and_out_of_items() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml"], WIDE);
    terminal.answer(ask("preset"), key::ESCAPE);
    terminal.sees("This is the beginning");
    terminal.answer(ask("preset"), "else\r");
    terminal.answer(ask("name"), key::ENTER);
    terminal.answer(ask("region"), key::ESCAPE);
    terminal.asks(ask("name"));
    terminal.sees("(back)");
    terminal.press("-2\r");
    terminal.asks(ask("region"));
    enter_until(&mut terminal, "grants");
    terminal.press("sns\r");
    terminal.asks("Which topic?");
    terminal.press(key::ESCAPE);
    terminal.answer(ask("grants"), key::ESCAPE);
    terminal.asks(ask("layout"));
    terminal.press_until(key::ENTER, "All right?");
    terminal.press("role name");
    terminal.sees("> role name: shop-2");
    terminal.press(key::ENTER);
    terminal.asks(ask("name"));
    terminal.press(&key::BACKSPACE.repeat(2));
    terminal.press(key::ENTER);
    terminal.sees("role name: shop");
    terminal.asks("All right?");
    terminal.press("leave\r");
    assert_eq!(terminal.ends(), 2);
    assert!(is_empty(folder.path()));
}

#[test]
fn a_wrong_answer_is_refused_on_the_spot() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml", "--preset=custom"], WIDE);
    terminal.answer(ask("name"), " with space\r");
    terminal.sees("! a space cannot stand in a role name");
    terminal.asks(&format!("{}  with space", ask("name")));
    terminal.press(key::CTRL_C);
    assert_eq!(terminal.ends(), 2);
}

#[test]
fn forty_columns_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml"], NARROW);
    terminal.answer(ask("preset"), key::DOWN);
    terminal.sees("> batch-worker");
    terminal.press(key::UP);
    terminal.press(key::ENTER);
    terminal.asks(ask("name"));
    enter_until(&mut terminal, "grants");
    terminal.press("s3\r");
    terminal.answer(
        "Which bucket?",
        "a-bucket-with-a-name-that-is-longer-than-the-screen-is-wide\r",
    );
    terminal.asks("What does it do with it?");
    terminal.press_until(key::ENTER, "All right?");
    terminal.press(key::ENTER);
    terminal.answer(ask("generate"), "n\r");
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    assert!(
        read(folder.path(), "shop.yaml")
            .contains("name: a-bucket-with-a-name-that-is-longer-than-the-screen-is-wide\n")
    );
}

#[test]
fn colour_only_where_it_is_wanted() {
    for (variables, coloured) in [(&[][..], true), (&[("NO_COLOR", "1")][..], false)] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = Terminal::start(&["init", "shop.yaml"], folder.path(), WIDE, variables);
        terminal.answer(ask("preset"), key::ENTER);
        terminal.answer(ask("name"), key::CTRL_C);
        assert_eq!(terminal.ends(), 2);
        let sent = terminal.sent();
        assert_eq!(
            sent.contains("\u{1b}[1m") || sent.contains("\u{1b}[38;5;"),
            coloured,
            "{sent:?}"
        );
    }
}

#[test]
fn pasted_text_and_names_beyond_ascii_work() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = start(
        folder.path(),
        &["größe 日本.yaml", "--preset=custom", "--name=shop"],
        WIDE,
    );
    enter_until(&mut terminal, "managed_policies");
    // As a terminal sends a paste: between marks, with line feeds.
    terminal.press("\u{1b}[200~AmazonSSMReadOnlyAccess\nReadOnlyAccess\n\u{1b}[201~");
    terminal.sees("ReadOnlyAccess");
    terminal.press(key::ENTER);
    terminal.asks(ask("session_manager"));
    enter_until(&mut terminal, "tags");
    terminal.press("Größe=日本語, Owner=Zoë");
    terminal.press(key::ENTER);
    terminal.asks("All right?");
    terminal.press(key::ENTER);
    terminal.answer(ask("generate"), "n\r");
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    let spec = read(folder.path(), "größe 日本.yaml");
    assert!(spec.contains("  Größe: 日本語\n  Owner: Zoë\n"), "{spec}");
    assert!(
        spec.contains("managed_policies: [AmazonSSMReadOnlyAccess, ReadOnlyAccess]\n"),
        "{spec}"
    );
}

#[test]
fn an_existing_spec_is_edited_from_its_answers() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# mine\nversion: 1\nrole: {name: shop} # keep\nbuckets:\n  - {name: photos, access: [read]}\n";
    std::io::Write::write_all(
        &mut fs::File::create(folder.path().join("shop.yaml")).unwrap(),
        text.as_bytes(),
    )
    .unwrap();
    let mut terminal = start(folder.path(), &["shop.yaml"], WIDE);
    terminal.asks("All right?");
    terminal.sees("nothing changes");
    terminal.press("grants\r");
    terminal.asks(ask("grants"));
    terminal.press("photos\r");
    terminal.press("remove\r");
    terminal.asks(ask("grants"));
    terminal.press("sqs\r");
    terminal.answer("Which queue?", "jobs\r");
    terminal.asks("What does it do with it?");
    terminal.press("consume");
    terminal.sees("> [ ] consume");
    terminal.press(" \r");
    terminal.answer("Encrypted with", key::ENTER);
    terminal.answer(ask("grants"), key::ENTER);
    terminal.asks("All right?");
    terminal.sees("-buckets:");
    terminal.press(key::ENTER);
    terminal.answer(ask("generate"), "n\r");
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    assert_eq!(
        read(folder.path(), "shop.yaml"),
        "# mine\nversion: 1\nrole: {name: shop} # keep\nqueues:\n  - name: jobs\n    access: [consume]\n"
    );
}

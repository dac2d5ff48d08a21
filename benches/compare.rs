//! How long it takes to compare two roles, by how many statements they have.

use divan::{Bencher, black_box};
use rolewright::{
    catalogue,
    policy::{Clause, Document, Policy, Side, Statement, compare},
    source::Located,
};

fn main() {
    divan::main();
}

/// A role of so many statements, each on a bucket of its own, in this order.
fn role(numbers: impl Iterator<Item = usize>) -> Policy {
    let clause = |text: String| Clause::of([Located::nowhere(text.into())]);
    let statement = |number: usize| Statement {
        actions: Clause::of(
            ["s3:GetObject", "s3:PutObject"].map(|action| Located::nowhere(action.into())),
        ),
        resources: Some(clause(format!("arn:aws:s3:::bucket-{number}/*"))),
        ..Statement::default()
    };
    let document = Document {
        statements: numbers.map(statement).collect(),
        ..Document::default()
    };
    Policy::new("role", &document)
}

/// The same statements in another order: nothing differs.
#[divan::bench(args = [10, 100, 1_000])]
fn reordered(bencher: Bencher<'_, '_>, count: usize) {
    let (old, new) = (role(0..count), role((0..count).rev()));
    bencher.bench_local(|| {
        compare(
            &Side::of([&old]),
            &Side::of([&new]),
            black_box(catalogue::universe()),
        )
    });
}

/// One statement in ten is another: both sides have what the other has not.
#[divan::bench(args = [10, 100, 1_000])]
fn changed(bencher: Bencher<'_, '_>, count: usize) {
    let (old, new) = (role(0..count), role(count / 10..count + count / 10));
    bencher.bench_local(|| {
        compare(
            &Side::of([&old]),
            &Side::of([&new]),
            black_box(catalogue::universe()),
        )
    });
}

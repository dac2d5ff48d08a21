# What a person runs by hand; `just ci` is what runs in CI.

default: test

# the tests that need nothing but Rust
test:
    cargo test

# every check and every test, as in CI
ci:
    bash .ci/run

# format, then the lints
lint:
    cargo fmt
    cargo clippy --all-targets -- -D warnings

# look at changed snapshots one by one (needs cargo-insta), or see `git diff snapshots` after `just accept`
review:
    cargo insta review

# write what the tests now produce into snapshots/, to be read with `git diff`
accept:
    INSTA_UPDATE=always cargo test

# write one example's Terraform into a folder
example name="minimal" dir="target/example":
    cargo run -- generate examples/{{name}}/spec.yaml -o {{dir}} --force

# What a contributor runs. `just` lists it.

_:
    @just --list

# the tests, as the README says
test:
    cargo test --workspace

# everything that the gate asks for
ci:
    .ci/run

# formatting, lints and documentation
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

# publishing, and what threads share while they measure, in every interleaving
loom:
    RUSTFLAGS="--cfg loom" cargo test -p flagkit --lib --release --target-dir target/loom -- epoch measure

# accept what the compiler says now in tests/ui; read the diff before you commit it
bless:
    TRYBUILD=overwrite cargo test -p ui
    git diff --stat tests/ui tests/unused

# write flags.schema.json anew; read the diff before you commit it
schema:
    FLAGKIT_BLESS=1 cargo test -p schema
    git diff --stat flags.schema.json

# other engines' own test suites; FLAGKIT_CONFORMANCE names their folder
conformance:
    cargo run -p conformance

# the figures of benches/README.md
bench:
    cargo run --release --manifest-path benches/Cargo.toml

# false rollbacks and detection of the guards, simulated
simulate:
    cargo run --release -p flagkit-stats --example simulate

# the same from the attribute to the verdict, in real functions; takes some minutes
simulate-rollouts:
    cargo run --release -p simulation

# the attribute on every function of crates that nobody here wrote
every-function:
    tests/every-function/run

# `cargo flagkit check` on workspaces of large crates: what it finds, and how long it takes
large-workspace:
    tests/large-workspace/run

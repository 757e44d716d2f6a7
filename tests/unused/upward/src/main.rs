//! There is no file beside this Cargo.toml, but one at the root of the workspace.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("of_the_workspace", otherwise = items)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(1);
}

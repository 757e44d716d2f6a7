//! A naked function is one block of assembly.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
#[unsafe(naked)]
extern "C" fn checkout() {
    core::arch::naked_asm!("ret")
}

extern "C" fn old_checkout() {}

fn main() {
    checkout();
    old_checkout();
}

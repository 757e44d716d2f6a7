#[test]
fn target() { assert!(!odd_library::flags::ODDTEST_TARGET.is_enabled()); }

#[test]
fn module() {
    assert!(!crate::flags::ODDTEST_MODULE.is_enabled());
}

#[flagkit::test(both = ODDTEST_BOTH)]
fn both() {}

pub fn passed() -> bool { crate::flags::ODD_PASSED_MODULE.is_enabled() }

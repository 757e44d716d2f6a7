pub(crate) fn beside() -> bool { crate::flags::ODD_BESIDE_ELSEWHERE.is_enabled() }

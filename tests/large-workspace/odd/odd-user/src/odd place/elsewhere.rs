pub(crate) fn elsewhere() -> bool { crate::flags::ODD_ELSEWHERE.is_enabled() }
mod beside;

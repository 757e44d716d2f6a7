pub(crate) fn included() -> bool { crate::flags::ODD_INCLUDED.is_enabled() }

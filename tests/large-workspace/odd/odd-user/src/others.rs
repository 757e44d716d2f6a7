pub(crate) fn platform() -> bool { crate::flags::ODD_ON_OTHERS_PATH.is_enabled() }

pub(crate) fn platform() -> bool { crate::flags::ODD_ON_WINDOWS_PATH.is_enabled() }

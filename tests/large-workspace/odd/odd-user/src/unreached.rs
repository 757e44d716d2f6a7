// crate::flags::ODDUNUSED_UNREACHED: no target reaches this file.
pub fn unreached() -> bool { crate::flags::ODDUNUSED_UNREACHED.is_enabled() }

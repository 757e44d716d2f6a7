//! Comes to the handles through a crate in between.

/// It does not depend on the crate that has them.
pub fn by_chain() -> bool {
    odd_settings::base::flags::ODD_BY_CHAIN.is_enabled()
}

/// By another name in a function.
pub fn by_alias() -> bool {
    use odd_settings::base::settings as chosen;
    chosen::ODD_BY_CHAIN_ALIAS.is_enabled()
}

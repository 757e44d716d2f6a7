fn main() { odd_library::flags::ODD_IN_EXAMPLE.is_enabled(); }

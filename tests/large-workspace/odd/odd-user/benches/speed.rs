fn main() { odd_library::flags::ODD_IN_BENCH.is_enabled(); }

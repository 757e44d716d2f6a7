// Nothing in this file is called by a name of flagkit.
odd_plain::gated!("odd_plain_key", by_key);
odd_plain::gated!("odd-plain.dashed", by_dashed_key);

//! The end of a flag: its sources rewritten by byte ranges.

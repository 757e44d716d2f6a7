//! Documents of growthbook.

use crate::{Format, ImportError, Imported};

pub(crate) fn import(_text: &str) -> Result<Imported, ImportError> {
    Err(ImportError::Unreadable(Format::ALL[0], "not built yet".to_owned()))
}

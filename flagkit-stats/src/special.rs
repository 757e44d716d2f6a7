//! The special functions behind the formulas, to eleven digits and more, each with its source.
//!
//! Law: every input gives a number or NaN, none a panic or an endless loop; NaN comes only of NaN or of a parameter outside
//! the function's domain.

mod beta;
mod chi_square;
mod gamma;
mod normal;
mod root;
mod student;

pub(crate) use beta::incomplete as incomplete_beta_of;
pub use beta::{incomplete_beta, log_beta};
pub use chi_square::{chi_square_cdf, chi_square_quantile, chi_square_survival};
pub use gamma::{incomplete_gamma, log_gamma};
pub use normal::{normal_cdf, normal_density, normal_quantile, normal_survival};
pub(crate) use root::bisect;
pub use student::{student_cdf, student_quantile, student_survival};

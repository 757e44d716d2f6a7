//! Level macros over `log` and `tracing`, which vanish without the features.
//!
//! What is written, and how often, is decided by the callers: once per version, never per call.

macro_rules! error {
    ($($message:tt)*) => {{
        #[cfg(feature = "log")]
        ::log::error!(target: "flagkit", $($message)*);
        #[cfg(feature = "tracing")]
        ::tracing::error!(target: "flagkit", $($message)*);
        #[cfg(not(any(feature = "log", feature = "tracing")))]
        let _ = ::core::format_args!($($message)*);
    }};
}
// Not `warn`: that is also a built-in attribute's name, and cannot be re-exported.
macro_rules! warning {
    ($($message:tt)*) => {{
        #[cfg(feature = "log")]
        ::log::warn!(target: "flagkit", $($message)*);
        #[cfg(feature = "tracing")]
        ::tracing::warn!(target: "flagkit", $($message)*);
        #[cfg(not(any(feature = "log", feature = "tracing")))]
        let _ = ::core::format_args!($($message)*);
    }};
}
macro_rules! info {
    ($($message:tt)*) => {{
        #[cfg(feature = "log")]
        ::log::info!(target: "flagkit", $($message)*);
        #[cfg(feature = "tracing")]
        ::tracing::info!(target: "flagkit", $($message)*);
        #[cfg(not(any(feature = "log", feature = "tracing")))]
        let _ = ::core::format_args!($($message)*);
    }};
}
macro_rules! debug {
    ($($message:tt)*) => {{
        #[cfg(feature = "log")]
        ::log::debug!(target: "flagkit", $($message)*);
        #[cfg(feature = "tracing")]
        ::tracing::debug!(target: "flagkit", $($message)*);
        #[cfg(not(any(feature = "log", feature = "tracing")))]
        let _ = ::core::format_args!($($message)*);
    }};
}
pub(crate) use {debug, error, info, warning};

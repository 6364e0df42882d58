//! How a folder's list of protocols becomes modules and a table.

/// Declares the module of every protocol of a folder and collects them in `PROTOCOLS`.
macro_rules! protocols {
    ($($module:ident,)*) => {
        $(pub mod $module;)*

        pub(super) static PROTOCOLS: &[&$crate::decode::Protocol] = &[$(&$module::PROTOCOL,)*];
    };
}

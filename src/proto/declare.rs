//! How the list of all protocols becomes modules and a table.

/// Declares the module of every protocol and collects them in `PROTOCOLS`.
macro_rules! protocols {
    ($($folder:ident { $($module:ident,)* })*) => {
        $(
            #[doc = concat!("Protocols of the folder `", stringify!($folder), "`.")]
            pub mod $folder {
                $(pub mod $module;)*
            }
        )*
        static PROTOCOLS: &[&$crate::decode::Protocol] = &[$($(&$folder::$module::PROTOCOL,)*)*];
    };
}

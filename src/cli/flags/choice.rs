//! Choices of the library under their names on the command line.

/// An enum that clap reads, variant by variant that of the library.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $name:ident for $library:ty {
            $($(#[$of_variant:meta])* $variant:ident,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, clap::ValueEnum)]
        pub enum $name {
            $($(#[$of_variant])* $variant,)+
        }

        impl From<$name> for $library {
            fn from(choice: $name) -> Self {
                match choice {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$library> for $name {
            fn from(choice: $library) -> Self {
                type Library = $library;
                match choice {
                    $(Library::$variant => Self::$variant,)+
                }
            }
        }
    };
}

pub(super) use choice;

//! Enums whose values have a word in files.

/// Defines an enum whose variants have the names that files write; they are
/// read in any case.
#[macro_export]
macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As files write it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> std::result::Result<Self, String> {
                let is = |value: &Self| value.name().eq_ignore_ascii_case(text.trim());
                Self::ALL.iter().copied().find(is).ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|value| value.name()).collect();
                    format!("`{text}` is none of {}", names.join(", "))
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_read_in_any_case_and_the_others_named() {
        named! {
            /// Two words.
            Word { /// One.
                One = "one", /// Two.
                Two = "two",
            }
        }
        assert_eq!((" ONE ".parse(), Word::Two.name()), (Ok(Word::One), "two"));
        assert_eq!("three".parse::<Word>().unwrap_err(), "`three` is none of one, two");
    }
}

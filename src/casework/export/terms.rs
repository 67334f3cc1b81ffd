//! How the files may be passed on, and whom they name.

use lockstep_base::named;

named! {
    /// The Traffic Light Protocol, version 2.0 (FIRST, August 2022).
    Tlp {
        /// May be passed on without limits.
        Clear = "clear",
        /// For the community.
        Green = "green",
        /// For the recipient's organisation and its clients.
        Amber = "amber",
        /// For the recipient's organisation only.
        AmberStrict = "amber+strict",
        /// For the recipients' eyes only.
        Red = "red",
    }
}

impl Tlp {
    /// Unless another one is given: what nobody decided goes no further than the
    /// recipient's organisation.
    pub const DEFAULT: Self = Self::AmberStrict;

    /// The label as the protocol writes it: `TLP:AMBER+STRICT`.
    pub fn label(self) -> String {
        format!("TLP:{}", self.name().to_uppercase())
    }

    /// The UUID of the marking definition that OASIS publishes for this label.
    /// Source: the TLP 2.0 extension of the OASIS CTI committee,
    /// `cti-stix-common-objects/extension-definition-specifications/tlp-2.0`.
    pub(super) fn marking(self) -> &'static str {
        match self {
            Self::Clear => "94868c89-83c2-464b-929b-a1a8aa3c8487",
            Self::Green => "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Self::Amber => "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Self::AmberStrict => "939a9414-2ddd-4d32-a0cd-375ea402b003",
            Self::Red => "e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }
}

/// What the files say beside the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How they may be passed on.
    pub tlp: Tlp,
    /// The organisation that makes them.
    pub identity: Option<String>,
    /// Who is behind the networks, where a person says so.
    pub attribute_to: Option<String>,
}

//! Keyed pseudonyms of accounts, for data that are shared.
//!
//! A pseudonym is `p_` and the first 128 bits of HMAC-SHA-256 (RFC 2104, FIPS
//! 198-1) of the account's exact id under a key that only its owner has, in
//! hexadecimal. The same key gives the same account the same pseudonym, in every
//! run and every file; without the key nobody can try out ids. What accounts
//! acted on names accounts, too: [`Pseudonyms::object`] replaces them there.

mod addresses;
mod escapes;
mod key;
mod replace;
mod words;

pub use key::Key;
pub use replace::Pseudonyms;

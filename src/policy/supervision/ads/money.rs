//! Amounts of money, and sums of them by currency.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use lockstep_base::currency::Currency;
use lockstep_base::error::Error;
use lockstep_base::numbers::{count, list};
use lockstep_data::events::{At, Row};
use serde::{Deserialize, Serialize};

/// Parts of a unit of currency that an amount is held in.
const PARTS: i64 = 10_000;
/// Digits after the point that are read.
const DIGITS: usize = 4;

/// An amount in a currency, written `1200.50 EUR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Amount {
    /// Its currency.
    pub currency: Currency,
    /// Ten-thousandths of its unit.
    parts: i64,
}

impl Amount {
    /// An amount, in the currency that stands beside it or else in `currency`.
    ///
    /// # Errors
    /// When it is no amount, is negative, has separators that could be read in two
    /// ways, or names another currency than its column.
    pub fn read(text: &str, currency: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no amount such as 1200.50 EUR: write digits, at most one point, no separators");
        let text = text.trim();
        let (number, own) = match text.split_once(char::is_whitespace) {
            Some((number, own)) => (number, own.trim()),
            None => (text, ""),
        };
        let code = match (own, currency.trim()) {
            ("", other) => other,
            (own, "") => own,
            (own, other) if own.eq_ignore_ascii_case(other) => own,
            (own, other) => return Err(format!("`{text}` is in {own}, but the column currency says {other}")),
        };
        let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(rest) || rest.len() > DIGITS || number.ends_with('.') {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let rest: i64 = format!("{rest:0<DIGITS$}").parse().map_err(|_| wrong())?;
        let parts = whole.checked_mul(PARTS).and_then(|parts| parts.checked_add(rest)).ok_or_else(wrong)?;
        if code.is_empty() {
            return Err(format!("`{text}` has no currency: write it behind the amount, or in a column currency"));
        }
        let currency: Currency = code.parse()?;
        Ok(Self { currency, parts })
    }

    /// The amount of a row: none where its cell is empty.
    ///
    /// # Errors
    /// As [`Self::read`]; the message names file, line and column.
    pub(super) fn of_row(row: &Row, amount: Option<At>, currency: Option<At>) -> Result<Option<Self>, Error> {
        let Some(column) = amount.filter(|&column| !row.text(column).is_empty()) else { return Ok(None) };
        let amount = Self::read(row.text(column), row.text(currency));
        amount.map(Some).map_err(|why| row.error(column, why, "correct it, or leave it empty where it is not known"))
    }

    /// With separators between thousands, for people.
    fn grouped(&self) -> String {
        let whole = self.to_string();
        let (number, rest) = whole.split_once('.').unwrap_or((&whole, ""));
        let grouped = number.parse().map_or_else(|_| number.to_owned(), count);
        format!("{grouped}.{rest}")
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text, "")
    }
}

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = format!("{:04}", self.parts % PARTS);
        // Cents are written whole, finer parts only where there are any.
        let rest = format!("{:0<2}", rest.trim_end_matches('0'));
        write!(f, "{}.{rest}", self.parts / PARTS)?;
        write!(f, " {}", self.currency)
    }
}

/// Sums by currency, and of how many things the amount is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// One sum a currency.
    pub amounts: Vec<Amount>,
    /// Of how many the amount is known.
    pub known: u64,
    /// Of how many it is not.
    pub unknown: u64,
}

impl Sums {
    /// The sums of these; none is an amount that is not known.
    pub fn of<'a>(amounts: impl IntoIterator<Item = Option<&'a Amount>>) -> Self {
        let mut sums = Self::default();
        let mut by_currency: BTreeMap<Currency, i64> = BTreeMap::new();
        for amount in amounts {
            let Some(amount) = amount else {
                sums.unknown += 1;
                continue;
            };
            sums.known += 1;
            let sum = by_currency.entry(amount.currency).or_default();
            *sum = sum.saturating_add(amount.parts);
        }
        sums.amounts = by_currency.into_iter().map(|(currency, parts)| Amount { currency, parts }).collect();
        sums
    }

    /// As a cell of a table has them: `1200.50 EUR; 10.00 USD`.
    pub fn in_a_cell(&self) -> String {
        self.amounts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    /// In words: `1,200.50 EUR and 10.00 USD (3 more not known)`.
    pub fn in_words(&self) -> String {
        let sums: Vec<String> = self.amounts.iter().map(Amount::grouped).collect();
        match (sums.is_empty(), self.unknown) {
            (true, 0) => "none".to_owned(),
            (true, _) => "not known".to_owned(),
            (false, 0) => list(&sums),
            (false, unknown) => format!("{} ({unknown} more not known)", list(&sums)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, currency: &str) -> String {
        Amount::read(text, currency).map_or_else(|why| why, |amount| amount.to_string())
    }

    #[test]
    fn an_amount_is_read_in_one_way_only() {
        assert_eq!(shown("1200.5 eur", ""), "1200.50 EUR");
        assert_eq!(
            (shown("7", "usd"), shown("10.555 EUR", ""), shown("0.0015 USD", "")),
            ("7.00 USD".into(), "10.555 EUR".into(), "0.0015 USD".into())
        );
        for wrong in ["1,200 EUR", "1.200,50 EUR", "-5 EUR", "", "EUR", "1e3", "5.", "0.00001", "99999999999999999999"]
        {
            assert!(shown(wrong, "").contains("is no amount"), "{wrong}");
        }
        assert!(shown("7", "").contains("has no currency"));
        assert!(shown("5 EUR", "USD").contains("the column currency says USD"));
        assert!(shown("5 euros", "").contains("euros"));
    }

    #[test]
    fn sums_are_by_currency_and_tell_what_is_not_known() {
        let amounts = ["1010.25 EUR", "0.75 EUR", "3 USD"].map(|text| text.parse::<Amount>().unwrap());
        let sums = Sums::of(amounts.iter().map(Some).chain([None]));
        assert_eq!(sums.in_words(), "1,011.00 EUR and 3.00 USD (1 more not known)");
        assert_eq!(Sums::of([None, None]).in_words(), "not known");
        assert_eq!(Sums::of([]).in_words(), "none");
    }
}

//! Currencies by their ISO 4217 codes.
//!
//! The table holds the currencies that were legal tender anywhere in 2024 or
//! later by Unicode CLDR (as packed in Babel 2.18), which is published under the
//! Unicode License v3.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT \
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR \
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP \
    STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF \
    XPF YER ZAR ZMW ZWG ZWL";

/// A currency of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "&str")]
pub struct Currency(&'static str);

impl Currency {
    /// Every currency, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.split(' ').map(Self)
    }

    /// The code of three letters.
    pub fn code(self) -> &'static str {
        self.0
    }
}

impl FromStr for Currency {
    type Err = String;

    /// Reads a code in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let is = |currency: &Self| currency.0.eq_ignore_ascii_case(text.trim());
        Self::all().find(is).ok_or_else(|| {
            let hint = match text.trim() {
                "$" => ": the US dollar is USD",
                "€" => ": the euro is EUR",
                "£" => ": the pound sterling is GBP",
                _ => "",
            };
            format!("`{text}` is no ISO 4217 code of a currency{hint}")
        })
    }
}

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case_and_signs_are_explained() {
        assert_eq!("usd".parse::<Currency>().unwrap().code(), "USD");
        assert_eq!("$".parse::<Currency>().unwrap_err(), "`$` is no ISO 4217 code of a currency: the US dollar is USD");
        assert!("DEM".parse::<Currency>().is_err());
        assert!(Currency::all().collect::<Vec<_>>().is_sorted());
        assert!(Currency::all().all(|currency| currency.code().len() == 3));
    }
}

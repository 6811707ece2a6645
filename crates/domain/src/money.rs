//! Money and working time, as costs are counted in. No sums are made here: amounts of two currencies never meet.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ValueError;

const CURRENCY: &str = "a currency such as GBP, NZD or USD";
const HOURS: &str = "a number of hours from 0 to 10000, with at most two digits after the point";

/// The currencies in use, by how many digits their smaller unit has.
///
/// # Source
/// ISO 4217, list one (current currencies).
const BY_DIGITS: [(u8, &str); 4] = [
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY \
         COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
         INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR \
         MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
         SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW",
    ),
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// A currency, by its code of three capital letters: `NZD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

impl Currency {
    /// Reads `NZD`.
    ///
    /// # Errors
    /// When it is not the code of a currency in use.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(CURRENCY);
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| wrong)?;
        let known = |(_, codes): &&(u8, &str)| codes.split(' ').any(|one| one == text);
        BY_DIGITS.iter().find(known).map(|(digits, _)| Self { code, digits: *digits }).ok_or(wrong)
    }

    /// How many digits the smaller unit has: 2 for pence and cents, 0 where there is none.
    #[must_use]
    pub fn digits(self) -> u8 {
        self.digits
    }

    /// An amount in whole units: 12050 pence are 120.50.
    #[must_use]
    pub fn in_units(self, minor_units: u64) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(minor_units), self.digits.into())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}
impl FromStr for Currency {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Working time in hours, exact to a hundredth: `7.5`. In JSON it is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(Decimal);

impl Hours {
    /// So many hours, from 0 to 10,000.
    ///
    /// # Errors
    /// When it is less or more, or has more than two digits after the point.
    pub fn new(hours: Decimal) -> Result<Self, ValueError> {
        let hours = hours.normalize();
        let fits = hours.scale() <= 2 && hours >= Decimal::ZERO && hours <= Decimal::from(10_000);
        if fits { Ok(Self(hours)) } else { Err(ValueError::expecting(HOURS)) }
    }

    /// Reads a plain decimal such as `7.5`.
    ///
    /// # Errors
    /// When the text is anything else, or no such number of hours.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(HOURS);
        let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let hours = if plain { Decimal::from_str_exact(text).ok() } else { None };
        hours.ok_or(wrong).and_then(Self::new)
    }

    /// The number of hours.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Hours {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

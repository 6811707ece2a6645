//! One cell of a table: a number as it is printed there, without a percent sign and without rounding.

use rust_decimal::Decimal;

/// The most digits that a figure of a table has. More is no figure.
const MOST_DIGITS: usize = 12;

/// The number in a cell, without useless noughts at its end, so that `1.0` and `1` are one figure; none if the cell holds
/// anything else.
pub(super) fn number(cell: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match cell.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some(_) => (false, cell),
        None => return None,
    };
    if digits.len() > MOST_DIGITS {
        return None;
    }
    let (mantissa, scale) = mantissa_and_scale(digits)?;
    Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}

/// `4.50` is 45 and 1.
fn mantissa_and_scale(digits: &[u8]) -> Option<(i64, u32)> {
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, part) = digits.split_at(point.unwrap_or(digits.len()));
    let part = part.strip_prefix(b".").unwrap_or(part);
    if part.is_empty() && (point.is_some() || whole.is_empty()) {
        return None;
    }
    let noughts = part.iter().rev().take_while(|byte| **byte == b'0').count();
    let part = part.get(..part.len() - noughts)?;
    let mut mantissa = 0_i64;
    for byte in whole.iter().chain(part) {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        mantissa = mantissa * 10 + i64::from(digit);
    }
    Some((mantissa, u32::try_from(part.len()).ok()?))
}

/// The whole number in a cell; none if the cell holds anything else.
pub(super) fn count(cell: &[u8]) -> Option<u32> {
    number(cell).filter(|number| number.scale() == 0).and_then(|number| u32::try_from(number.mantissa()).ok())
}

/// The number before the percent sign; a percentage without its sign is taken as one.
pub(super) fn percentage(cell: &[u8]) -> Option<Decimal> {
    number(cell.strip_suffix(b"%").unwrap_or(cell).trim_ascii_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_figure_is_read_as_printed() {
        for (cell, printed) in [
            ("-1.6", "-1.6"),
            ("1.0", "1"),
            ("1", "1"),
            ("0.05", "0.05"),
            ("-0.0", "0"),
            (".5", "0.5"),
            ("105", "105"),
        ] {
            assert_eq!(number(cell.as_bytes()).unwrap().to_string(), printed, "{cell}");
        }
    }

    #[test]
    fn what_is_no_figure_is_none() {
        for cell in [
            "",
            "-",
            ".",
            "1.",
            "1,5",
            "1e5",
            "+1",
            "--1",
            "1.2.3",
            "SUPP",
            "\u{2212}1",
            "1234567890123",
            "5%",
        ] {
            assert_eq!(number(cell.as_bytes()), None, "{cell}");
        }
        assert_eq!(count(b"4.5"), None);
        assert_eq!(count(b"-4"), None);
        assert_eq!(count(b"60"), Some(60));
        assert_eq!(percentage(b"98%"), Some(Decimal::from(98)));
        assert_eq!(percentage(b"98"), Some(Decimal::from(98)));
        assert_eq!(percentage(b"%"), None);
    }

    proptest! {
        #[test]
        fn any_decimal_comes_back(mantissa in -999_999_i64..999_999, scale in 0_u32..4) {
            let decimal = Decimal::new(mantissa, scale);
            prop_assert_eq!(number(decimal.to_string().as_bytes()), Some(decimal));
        }

        #[test]
        fn no_bytes_panic(cell in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = (number(&cell), count(&cell), percentage(&cell));
        }
    }
}

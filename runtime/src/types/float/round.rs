//! Rounding floats: to a whole number, and to a number of decimal places, exactly.

#![forbid(unsafe_code)]

/// The nearest whole number, halves to even.
pub fn to_whole(f: f64) -> f64 {
    f.round_ties_even()
}

/// `round(f, digits)` for finite `f`; infinite when the result is too large.
pub fn to_digits(f: f64, digits: i64) -> f64 {
    // Beyond these nothing is left to round, or nothing is left.
    if digits > 323 {
        return f;
    }
    if digits < -308 {
        return 0f64.copysign(f);
    }
    if digits >= 0 {
        let text = format!("{f:.*}", digits as usize);
        return text.parse().unwrap_or(f);
    }
    to_tens(f, digits.unsigned_abs() as usize)
}

/// Rounds to a multiple of `10 ** places` on the decimal digits of the whole number.
fn to_tens(f: f64, places: usize) -> f64 {
    let whole = f.abs().trunc();
    let has_fraction = f.abs() != whole;
    let text = format!("{whole:.0}");
    let keep = text.len().saturating_sub(places);
    if text.len() < places {
        return 0f64.copysign(f);
    }
    let (kept, dropped) = text.split_at(keep);
    let half_digits = dropped.bytes().next().map_or(0, |c| c - b'0');
    let rest = has_fraction || dropped.bytes().skip(1).any(|c| c != b'0');
    let odd = kept.bytes().last().is_some_and(|c| c & 1 != 0);
    let up = half_digits > 5 || half_digits == 5 && (rest || odd);
    let mut digits: Vec<u8> = format!("0{kept}").into_bytes();
    if up {
        for c in digits.iter_mut().rev() {
            if *c == b'9' {
                *c = b'0';
            } else {
                *c += 1;
                break;
            }
        }
    }
    let digits = String::from_utf8(digits).unwrap_or_default();
    format!("{digits}e{places}").parse::<f64>().unwrap_or(f).copysign(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_looks_at_the_exact_value() {
        assert_eq!(to_digits(2.675, 2), 2.67);
        assert_eq!(to_digits(2.5, 0), 2.0);
        assert_eq!(to_digits(1234.5, -2), 1200.0);
        assert_eq!(to_digits(150.0, -2), 200.0);
        assert_eq!(to_digits(250.0, -2), 200.0);
        assert_eq!(to_digits(250.1, -2), 300.0);
        assert_eq!(to_digits(5.0, -1), 0.0);
        assert_eq!(to_digits(5.1, -1), 10.0);
        assert_eq!(to_digits(1e22, -5), 1e22);
        assert_eq!(to_digits(1.7e308, -308), f64::INFINITY);
        assert_eq!(to_digits(9999.0, -1), 10000.0);
        assert!(to_digits(-0.4, 0).is_sign_negative());
    }
}

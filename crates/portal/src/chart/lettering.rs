//! How wide a text will be when a browser draws it, judged on the wide side, so that names never run into each other.

/// The share of the type size that a character takes in a wide typeface.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | '\'' | ':' | ';' | '|' | 'I' | '!' | '’' => 0.36,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '/' => 0.44,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.98,
        '−' | '+' | '=' => 0.84,
        upper if upper.is_uppercase() => 0.78,
        _ => 0.64,
    }
}

/// The width of a line of text at a type size, in the drawing's units; bold is a tenth wider.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let plain: f64 = text.chars().map(advance).sum::<f64>() * size;
    if bold { plain * 1.1 } else { plain }
}

/// Breaks a text into lines no wider than `limit`, at spaces; a single long word stays whole.
pub(super) fn wrap(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, bold) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The width of the widest of some lines.
pub(super) fn widest(lines: &[String], size: f64, bold: bool) -> f64 {
    lines.iter().map(|line| width(line, size, bold)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_keep_every_word() {
        let lines = wrap("2 points above national", 14.0, false, 80.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "2 points above national");
        assert!(lines.iter().all(|line| width(line, 14.0, false) <= 80.0));
    }

    #[test]
    fn a_word_too_long_for_a_line_stays_whole() {
        assert_eq!(wrap("mathematics", 14.0, false, 10.0), ["mathematics"]);
    }
}

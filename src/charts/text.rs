//! Text from the data is hostile: it is made visible, cut and wrapped here.

use super::font::{Fonts, Weight};

/// More characters than this of one string are never looked at: no chart has
/// room for them.
const LONGEST: usize = 500;

/// `text` cut after [`LONGEST`] characters and made [`lockstep_base::safe::visible`].
pub(super) fn visible(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", lockstep_base::safe::visible(&text[..end])),
        None => lockstep_base::safe::visible(text).into_owned(),
    }
}

/// `text` for the inside of an XML element or a quoted attribute. It must be
/// [`visible`] text, which holds no character that XML forbids.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The font, weight and size in pixels by which text is measured.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    pub fonts: &'a Fonts,
    pub weight: Weight,
    pub size: f64,
}

impl Measure<'_> {
    /// The width of `text` in pixels, as it is drawn.
    pub fn width(&self, text: &str) -> f64 {
        self.fonts.width(&visible(text), self.weight, self.size)
    }

    /// `text` made visible and, where it is wider than `room` pixels, cut and
    /// ended with an ellipsis.
    pub fn fit(&self, text: &str, room: f64) -> String {
        let text = visible(text);
        if self.fonts.width(&text, self.weight, self.size) <= room {
            return text;
        }
        let kept = self.prefix(&text, room - self.width("…"));
        format!("{}…", text[..kept].trim_end())
    }

    /// The length in bytes of the longest start of `text` within `room`.
    fn prefix(&self, text: &str, room: f64) -> usize {
        let run = self.fonts.set(text, self.weight, self.size);
        let ends = run.glyphs.iter().skip(1).map(|(_, start)| *start);
        text.char_indices()
            .zip(ends.chain([run.width]))
            .take_while(|(_, end)| *end <= room)
            .last()
            .map_or(0, |((start, character), _)| start + character.len_utf8())
    }

    /// `text` made visible and broken into at most `most` lines of `room`
    /// pixels; what does not fit ends in an ellipsis.
    pub fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let text = visible(text);
        let mut rest = text.trim();
        let mut lines = Vec::new();
        while !rest.is_empty() {
            if lines.len() + 1 == most {
                lines.push(self.fit(rest, room));
                break;
            }
            let (line, left) = rest.split_at(self.line_break(rest, room));
            lines.push(line.trim_end().to_owned());
            rest = left.trim_start();
        }
        lines
    }

    /// Like [`Self::wrap`], but with lines of about the same length, so that no
    /// word is left alone on the last.
    pub fn wrap_evenly(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let is_cut = |lines: &[String]| lines.last().is_some_and(|line| line.ends_with('…'));
        let lines = self.wrap(text, room, most);
        if lines.len() < 2 || is_cut(&lines) {
            return lines;
        }
        (10..20)
            .map(|twentieths| self.wrap(text, f64::from(twentieths) / 20.0 * room, most))
            .find(|tried| tried.len() == lines.len() && !is_cut(tried))
            .unwrap_or(lines)
    }

    /// Where to end a line of `text`: after all of it, after the last whole
    /// word that fits, or, in a word wider than the line, where it is full.
    fn line_break(&self, text: &str, room: f64) -> usize {
        let full = self.prefix(text, room);
        if full == text.len() {
            return full;
        }
        let at_least_one = text.chars().next().map_or(0, char::len_utf8);
        match text[..full].rfind(' ') {
            // The blank after a word that just fits is in the rest.
            _ if text[full..].starts_with(' ') => full,
            Some(blank) if blank > 0 => blank,
            _ => full.max(at_least_one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_measure(check: impl Fn(Measure<'_>)) {
        let fonts = Fonts::embedded().unwrap();
        check(Measure { fonts: &fonts, weight: Weight::Regular, size: 14.0 });
    }

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("a\u{202e}b\0c\u{200d}"), "a<U+202E>b<U+0000>c<U+200D>");
        assert_eq!(visible("\u{ffff}\u{85}"), "<U+FFFF><U+0085>");
        assert_eq!(visible("Ünïcödé Жλ漢"), "Ünïcödé Жλ漢");
    }

    #[test]
    fn very_long_text_is_cut() {
        assert_eq!(visible(&"x".repeat(10_000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn text_is_cut_to_fit() {
        with_measure(|measure| {
            let cut = measure.fit("a network with a long name", 80.0);
            assert!(cut.ends_with('…') && measure.width(&cut) <= 80.0, "{cut}");
            assert_eq!(measure.fit("short", 80.0), "short");
            assert_eq!(measure.fit("漢字漢字漢字", 0.0), "…");
        });
    }

    #[test]
    fn lines_are_evened_out_and_nothing_is_lost() {
        with_measure(|measure| {
            let text = "the first line is nearly full and the last has one word";
            let room = measure.width(text) - 10.0;
            assert_eq!(measure.wrap(text, room, 2)[1], "word");
            let lines = measure.wrap_evenly(text, room, 2);
            assert_eq!(lines.join(" "), text);
            assert!(lines[1].len() > 20, "{lines:?}");
        });
    }

    #[test]
    fn text_is_wrapped_at_words_and_long_words_are_broken() {
        with_measure(|measure| {
            let lines = measure.wrap("one two three four five six seven eight", 80.0, 2);
            assert_eq!(lines.len(), 2);
            assert!(lines[1].ends_with('…'), "{lines:?}");
            assert!(lines.iter().all(|line| measure.width(line) <= 80.0));
            let lines = measure.wrap(&"x".repeat(40), 80.0, 9);
            assert!(lines.len() > 2 && lines.iter().all(|line| measure.width(line) <= 80.0));
            assert_eq!(measure.wrap("漢漢", 1.0, 9), ["漢", "漢"]);
            assert!(measure.wrap("  ", 80.0, 2).is_empty());
        });
    }
}

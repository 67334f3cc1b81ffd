//! Normal forms: what makes two spellings the same object.

use unicode_normalization::UnicodeNormalization;

use super::url::Links;

/// What makes two values of a column the same one.
#[derive(Clone, Debug)]
pub enum NormalForm {
    /// One link in many spellings.
    Link(Links),
    /// The site of a link.
    SiteOfLink(Links),
    /// The site of a host.
    Site(Links),
    /// A hashtag whatever its case.
    Hashtag,
    /// A handle whatever its case.
    Handle,
}

impl NormalForm {
    /// The normal form of a value; empty where the value is no object.
    pub fn of(&self, text: &str) -> String {
        match self {
            Self::Link(links) => links.page(text),
            Self::SiteOfLink(links) => links.site_of_link(text),
            Self::Site(links) => links.site(text),
            Self::Hashtag => hashtag(text),
            Self::Handle => handle(text),
        }
    }
}

/// A hashtag without its mark, case and compatibility forms (NFKC).
fn hashtag(text: &str) -> String {
    fold(text.trim().trim_start_matches(['#', '＃']))
}

/// An account's handle without its mark and case.
pub fn handle(text: &str) -> String {
    fold(text.trim().trim_start_matches(['@', '＠']))
}

/// Lower case by character, so that a final sigma folds like any other.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_and_handles_fold() {
        assert_eq!(hashtag("#BTW21"), "btw21");
        assert_eq!(hashtag("＃Ｗａｈｌ"), "wahl");
        assert_eq!(hashtag("#ΟΔΟΣ"), hashtag("οδος"));
        assert_eq!(hashtag("Stra\u{0308}"), hashtag("STRÄ"));
        assert_eq!(handle("@Anna_B"), "anna_b");
        assert_eq!(hashtag("#"), "");
    }
}

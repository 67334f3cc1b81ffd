//! Registrable domains, by the public suffix list.
//!
//! The list is compiled from some ten thousand functions that are generic over
//! their caller. Here they have one, so that no other crate compiles them again.

/// The part of a host name that somebody can register: `news.example.co.uk` gives
/// `example.co.uk`. `None` where the name is itself a public suffix.
///
/// The host is in lower case, without a port and without a dot at its end.
#[inline(never)]
pub fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

#[cfg(test)]
mod tests {
    use super::registrable;

    #[test]
    fn a_suffix_may_have_several_labels_and_is_no_domain_itself() {
        assert_eq!(registrable("news.example.co.uk"), Some("example.co.uk"));
        assert_eq!(registrable("example.com"), Some("example.com"));
        assert_eq!(registrable("co.uk"), None);
    }
}

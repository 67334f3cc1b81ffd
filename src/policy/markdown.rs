//! Text that every reader of Markdown shows as it is.

use lockstep_base::safe::visible;

/// Text within a line or a cell: no markup, no HTML, no cell that ends early, no
/// link.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '#' | '$' | '!' | '^' | '=' => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    out
}

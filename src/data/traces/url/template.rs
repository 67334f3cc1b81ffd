//! What names a page in a path and a query.

use std::borrow::Cow;

use super::address::{pairs, value};

/// The form of an address, with holes for what names the page.
#[derive(Clone, Debug)]
pub(super) struct Template {
    path: Vec<Part>,
    /// Whether the path may go on.
    is_open: bool,
    parameters: Vec<(Box<str>, Part)>,
}

/// A part of a path, or the value of a parameter.
#[derive(Clone, Debug)]
enum Part {
    Any,
    Word(Box<str>),
    Hole { before: Box<str>, name: Box<str>, kind: Kind, after: Box<str> },
}

/// What fits into a hole.
#[derive(Clone, Debug)]
enum Kind {
    /// Digits.
    Number,
    /// Letters, digits, `-` and `_`.
    Code,
    /// Eleven of them, and what does not belong to them.
    Code11,
    /// Ten letters and digits.
    Code10,
    /// Two numbers with `_` between them, the first of which may be negative.
    Pair,
    /// A name whose case says nothing.
    Handle,
    /// Anything.
    Name,
    /// One of these words.
    OneOf(Vec<Box<str>>),
}

/// What an address has in the holes of a template.
pub(super) type Filled<'a> = Vec<(&'a str, Cow<'a, str>)>;

impl Template {
    /// Reads a template, such as `/*/status/{id:number}/**?lc={comment:name}`.
    pub fn new(text: &str) -> Result<Self, String> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.strip_prefix('/').ok_or_else(|| format!("`{text}` begins with no /"))?;
        let (path, is_open) = match path.strip_suffix("**") {
            Some(before) => (before.trim_end_matches('/'), true),
            None => (path, false),
        };
        let parts = path.split('/').filter(|part| !part.is_empty()).map(Part::new);
        let parameter = |(name, pair): (&str, &str)| Ok((name.into(), Part::new(value(pair))?));
        Ok(Self {
            path: parts.collect::<Result<_, String>>()?,
            is_open,
            parameters: pairs(query)
                .filter(|(name, _)| !name.is_empty())
                .map(parameter)
                .collect::<Result<_, String>>()?,
        })
    }

    /// What the address has in the holes, if it is of this form.
    pub fn fill<'a>(&'a self, path: &'a str, query: &'a str) -> Option<Filled<'a>> {
        let path = path.trim_start_matches('/').trim_end_matches('/');
        let mut rest = path.split('/').filter(|part| !part.is_empty() || !path.is_empty());
        let mut filled = Vec::new();
        for part in &self.path {
            part.take(rest.next()?, &mut filled)?;
        }
        if !self.is_open && rest.next().is_some() {
            return None;
        }
        for (name, part) in &self.parameters {
            let (_, pair) = pairs(query).find(|(known, _)| *known == &**name)?;
            part.take(value(pair), &mut filled)?;
        }
        Some(filled)
    }

    /// Whether a parameter of this name is looked at.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|(known, _)| **known == *name)
    }
}

impl Part {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let Some((before, rest)) = text.split_once('{') else { return Ok(Self::Word(text.into())) };
        let fault = || format!("`{text}` has no hole of the form {{name:kind}}");
        let (hole, after) = rest.split_once('}').ok_or_else(fault)?;
        let (name, kind) = hole.split_once(':').ok_or_else(fault)?;
        let kind = match kind {
            "number" => Kind::Number,
            "code" => Kind::Code,
            "code11" => Kind::Code11,
            "code10" => Kind::Code10,
            "pair" => Kind::Pair,
            "handle" => Kind::Handle,
            "name" => Kind::Name,
            words if words.contains('|') => Kind::OneOf(words.split('|').map(Into::into).collect()),
            _ => return Err(fault()),
        };
        Ok(Self::Hole { before: before.into(), name: name.into(), kind, after: after.into() })
    }

    fn take<'a>(&'a self, text: &'a str, filled: &mut Filled<'a>) -> Option<()> {
        match self {
            Self::Any => {}
            Self::Word(word) => return (**word == *text).then_some(()),
            Self::Hole { before, name, kind, after } => {
                let inner = text.strip_prefix(&**before)?.strip_suffix(&**after)?;
                filled.push((name, kind.take(inner)?));
            }
        }
        Some(())
    }
}

impl Kind {
    fn take<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let is_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let all = |of: &dyn Fn(u8) -> bool| (!text.is_empty() && text.bytes().all(of)).then_some(Cow::Borrowed(text));
        match self {
            Self::Number => all(&|byte| byte.is_ascii_digit()),
            Self::Code => all(&is_code),
            Self::Code11 => {
                let (code, rest) = text.split_at_checked(11)?;
                let is_whole = code.bytes().all(is_code) && !rest.bytes().next().is_some_and(is_code);
                is_whole.then_some(Cow::Borrowed(code))
            }
            Self::Code10 => all(&|byte| byte.is_ascii_alphanumeric()).filter(|code| code.len() == 10),
            Self::Pair => {
                let (owner, number) = text.strip_prefix('-').unwrap_or(text).split_once('_')?;
                let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                (is_number(owner) && is_number(number)).then_some(Cow::Borrowed(text))
            }
            Self::Handle => {
                let handle = all(&|byte| is_code(byte) || byte == b'.')?;
                let has_case = handle.bytes().any(|byte| byte.is_ascii_uppercase());
                Some(if has_case { Cow::Owned(handle.to_ascii_lowercase()) } else { handle })
            }
            Self::Name => all(&|_| true),
            Self::OneOf(words) => words.iter().any(|word| **word == *text).then_some(Cow::Borrowed(text)),
        }
    }
}

/// An address with names in braces, with what stands for them.
pub(super) fn written(form: &str, host: &str, filled: &Filled) -> String {
    let mut text = String::with_capacity(form.len() + 16);
    let mut rest = form;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        let value = filled.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
        text.push_str(if name == "host" { host } else { value.unwrap_or_default() });
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, path: &str, query: &str) -> Option<String> {
        let template = Template::new(template).unwrap();
        let filled = template.fill(path, query)?;
        Some(filled.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(","))
    }

    #[test]
    fn holes_take_what_fits() {
        assert_eq!(fill("/*/status/{id:number}/**", "/anna/status/12/photo/1", ""), Some("id=12".into()));
        assert_eq!(fill("/*/status/{id:number}/**", "/anna/status/12", ""), Some("id=12".into()));
        assert_eq!(fill("/*/status/{id:number}/**", "/anna/status/x12", ""), None);
        assert_eq!(fill("/{id:number}", "/12/13", ""), None);
        assert_eq!(fill("/{id:number}", "/12/", ""), Some("id=12".into()));
        assert_eq!(fill("/@{name:handle}", "/@Anna.B", ""), Some("name=anna.b".into()));
        assert_eq!(fill("/v/{id:number}.html", "/v/7.html", ""), Some("id=7".into()));
        assert_eq!(fill("/", "/", ""), Some(String::new()));
        assert_eq!(fill("/", "/a", ""), None);
    }

    #[test]
    fn parameters_stand_in_any_order() {
        let form = "/watch?v={id:code11}&lc={c:name}";
        assert_eq!(fill(form, "/watch", "lc=x&t=1&v=abc_def-123"), Some("id=abc_def-123,c=x".into()));
        assert_eq!(fill(form, "/watch", "v=abc_def-123"), None);
        assert_eq!(fill("/watch?v={id:code11}", "/watch", "v=abc_def-123?si=x"), Some("id=abc_def-123".into()));
        assert_eq!(fill("/watch?v={id:code11}", "/watch", "v=abc_def-1234"), None);
        assert_eq!(fill("/watch?v={id:code11}", "/watch", "v=äääääääää"), None);
        assert_eq!(fill("/**?w=wall{id:code}", "/feed/a/b", "w=wall-1_2"), Some("id=-1_2".into()));
    }

    #[test]
    fn templates_are_checked() {
        for wrong in ["watch", "/{id", "/{id}", "/{id:letters}"] {
            assert!(Template::new(wrong).is_err(), "{wrong}");
        }
        assert_eq!(written("https://{host}/{a}/{b}", "x.org", &vec![("a", "1".into())]), "https://x.org/1/");
    }
}

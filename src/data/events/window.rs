//! Lengths of time.

use lockstep_base::time;
use serde::{Deserialize, Serialize};

/// A length of time, written as `60s`, `5min`, `1h`, `500ms` or plain seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "WindowForm", into = "String")]
pub struct Window(i64);

impl Window {
    /// A window of whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * time::SECOND)
    }

    /// The length in microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The length in seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / time::SECOND as f64
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WindowForm {
    Seconds(u32),
    Text(String),
}

impl TryFrom<WindowForm> for Window {
    type Error = String;

    fn try_from(form: WindowForm) -> Result<Self, String> {
        match form {
            WindowForm::Seconds(seconds) => Ok(Self::seconds(seconds.into())),
            WindowForm::Text(text) => text.parse(),
        }
    }
}

impl std::str::FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no length of time; write 60s, 5min, 1h or 500ms, up to 30d");
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text[number.len()..].as_ref() {
            "" | "s" | "sec" => 1.0,
            "ms" => 1e-3,
            "m" | "min" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => return Err(bad()),
        };
        let seconds = number.trim().parse::<f64>().map_err(|_| bad())? * unit;
        if !(0.0..=30.0 * 86_400.0).contains(&seconds) {
            return Err(bad());
        }
        Ok(Self((seconds * time::SECOND as f64).round() as i64))
    }
}

impl From<Window> for String {
    fn from(window: Window) -> Self {
        window.to_string()
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.0 % time::SECOND == 0 {
            write!(f, "{}s", self.0 / time::SECOND)
        } else {
            write!(f, "{}ms", self.0 as f64 / 1e3)
        }
    }
}

/// One or several windows, ascending and distinct; written as one length or a
/// list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WindowsForm", into = "Vec<Window>")]
pub struct Windows(Vec<Window>);

/// No ladder has more rungs.
const MOST_WINDOWS: usize = 8;

impl Windows {
    /// The windows, ascending.
    pub fn as_slice(&self) -> &[Window] {
        &self.0
    }

    fn new(mut windows: Vec<Window>) -> Result<Self, String> {
        windows.sort_unstable();
        windows.dedup();
        if windows.is_empty() || windows.len() > MOST_WINDOWS {
            return Err(format!("give 1 to {MOST_WINDOWS} windows, for example 10s,60s,5min"));
        }
        Ok(Self(windows))
    }
}

impl Default for Windows {
    /// 10 s, 60 s, 5 minutes and 30 minutes.
    fn default() -> Self {
        Self([10, 60, 300, 1_800].map(Window::seconds).to_vec())
    }
}

impl From<Window> for Windows {
    fn from(window: Window) -> Self {
        Self(vec![window])
    }
}

impl From<Windows> for Vec<Window> {
    fn from(windows: Windows) -> Self {
        windows.0
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WindowsForm {
    One(Window),
    Several(Vec<Window>),
}

impl TryFrom<WindowsForm> for Windows {
    type Error = String;

    fn try_from(form: WindowsForm) -> Result<Self, String> {
        match form {
            WindowsForm::One(window) => Ok(window.into()),
            WindowsForm::Several(windows) => Self::new(windows),
        }
    }
}

impl std::str::FromStr for Windows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::new(text.split(',').map(|window| window.trim().parse()).collect::<Result<_, _>>()?)
    }
}

impl std::fmt::Display for Windows {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let windows: Vec<String> = self.0.iter().map(Window::to_string).collect();
        f.write_str(&windows.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_is_one_window_or_a_list() {
        let windows: Windows = "5min,10s,60s,10s".parse().unwrap();
        assert_eq!(windows.as_slice(), [10, 60, 300].map(Window::seconds));
        assert_eq!(windows.to_string().parse::<Windows>().unwrap(), windows);
        #[derive(Deserialize)]
        struct Form {
            window: Windows,
        }
        let read = |text: &str| toml::from_str::<Form>(text).map(|form| form.window);
        assert_eq!(read("window = '60s'").unwrap(), Window::seconds(60).into());
        assert_eq!(read("window = ['60s', 10]").unwrap().to_string(), "10s,60s");
        assert!(
            read("window = []").is_err() && "".parse::<Windows>().is_err() && "1s,2s,3y".parse::<Windows>().is_err()
        );
    }

    #[test]
    fn windows_read_as_they_are_written() {
        for (text, micros) in [
            ("60s", 60_000_000),
            ("60", 60_000_000),
            ("5min", 300_000_000),
            ("1h", 3_600_000_000),
            ("500ms", 500_000),
            ("0.5s", 500_000),
            ("0s", 0),
        ] {
            let window: Window = text.parse().unwrap();
            assert_eq!(window.micros(), micros, "{text}");
            assert_eq!(window.to_string().parse::<Window>().unwrap(), window);
        }
        for text in ["", "s", "-1s", "1y", "NaN", "inf", "1e9s", "60 parsecs"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }
}

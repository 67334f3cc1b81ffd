//! The size of a chart.

use std::str::FromStr;

/// The size of a chart in logical pixels; its PNG has twice as many each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Logical pixels across, from 480 to 3,840.
    pub width: u32,
    /// Logical pixels down, from 320 to 3,840.
    pub height: u32,
}

impl Size {
    /// Half the width of a common screen: fits a column of text.
    pub const SMALL: Self = Self { width: 800, height: 450 };
    /// A page's or slide's width.
    pub const LARGE: Self = Self { width: 1600, height: 900 };
    /// The sizes that have a name.
    pub const NAMED: [(&str, Self); 6] = [
        ("small", Self::SMALL),
        ("medium", Self { width: 1200, height: 675 }),
        ("large", Self::LARGE),
        ("slide", Self { width: 1920, height: 1080 }),
        ("square", Self { width: 1080, height: 1080 }),
        ("portrait", Self { width: 1080, height: 1350 }),
    ];

    /// The smallest on which text can be read.
    pub const LEAST: Self = Self { width: 480, height: 320 };

    pub(crate) const WIDTHS: std::ops::RangeInclusive<u32> = Self::LEAST.width..=3840;
    pub(crate) const HEIGHTS: std::ops::RangeInclusive<u32> = Self::LEAST.height..=3840;
}

impl FromStr for Size {
    type Err = String;

    /// A size by its name, or as `WIDTHxHEIGHT` in logical pixels.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, size)) = Self::NAMED.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return Ok(size);
        }
        let numbers = text.split_once(['x', 'X', '×']);
        let numbers = numbers.and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
        let Some((width, height)) = numbers else {
            let names = Self::NAMED.map(|(name, _)| name).join(", ");
            return Err(format!("write WIDTHxHEIGHT in pixels, or one of {names}"));
        };
        let size = Self { width, height };
        size.check().map_err(|error| error.to_string())?;
        Ok(size)
    }
}

impl Default for Size {
    /// 1,200 × 675.
    fn default() -> Self {
        Self { width: 1200, height: 675 }
    }
}

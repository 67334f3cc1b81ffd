//! The moments that exports write, in whatever form they write them.

mod read;
mod spelled;
mod unit;
mod write;
mod zone;

pub use read::{Form, Moment, Said, at_local, day_and_month, parse, parse_day_or_moment, read, read_as};
pub use spelled::Order;
pub use unit::{DAY, HOUR, MINUTE, SECOND};
pub use write::{date, day, rfc3339};
pub use zone::Zone;

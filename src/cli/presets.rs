//! `lockstep presets`.

use std::fmt::Write;

use crate::events::{Preset, Role};
use crate::traces::TraceKind;

/// The forms of input, the roles and the traces, for people to read.
pub(super) fn text() -> String {
    let mut text = String::from("Presets: forms of input that are recognised from the header\n");
    for preset in Preset::ALL {
        line(&mut text, preset.name(), preset.form().meaning);
    }
    text.push_str("\nRoles: what a column can mean, for --column ROLE=NAME\n");
    for role in Role::ALL {
        line(&mut text, role.name(), role.meaning());
    }
    text.push_str("\nTraces: what counts as doing the same thing, for --trace NAME\n");
    for kind in TraceKind::ALL {
        let roles: Vec<&str> = kind.roles().iter().map(|role| role.name()).collect();
        line(&mut text, kind.name(), &format!("{}; from {}", kind.meaning(), roles.join(", else ")));
    }
    text
}

fn line(text: &mut String, name: &str, meaning: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "  {name:<16} {meaning}");
}

//! Lists by role, and the moment that is not known.

use super::role::Role;

/// Stands where a moment is not known.
pub const UNKNOWN: i64 = i64::MIN;

/// What the list has for this role; a new entry where it has none.
pub(crate) fn entry<T: Default>(list: &mut Vec<(Role, T)>, role: Role) -> &mut T {
    let position = list.iter().position(|(r, _)| *r == role).unwrap_or_else(|| {
        list.push((role, T::default()));
        list.len() - 1
    });
    &mut list[position].1
}

//! Groups of what is nearly the same.

/// Things partitioned into groups of what is nearly the same.
///
/// Groups are numbered by the first appearance of a member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// The group of each thing, [`crate::events::NONE`] where a thing says
    /// nothing: no letter is left of a text, an image is of one colour.
    pub of_thing: Vec<u32>,
    /// The place of each group's first member.
    pub first: Vec<u32>,
    /// How many bits a group's first member carries: two people who know
    /// nothing of each other make the same with a chance of 2 to the minus
    /// this, about.
    pub information: Vec<f64>,
}

//! Which posts were taken as the same act.

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::{Acts, Posts, Same, TraceKind};
use crate::events::{Events, Role};

/// The objects of one trace, the most widespread first, and their acts in the
/// order of time.
#[derive(Debug)]
pub struct Listing {
    acts: Acts,
    /// The row of the events that each act is of, where it has one.
    rows: Vec<Option<u32>>,
    /// The objects in their order, and how many accounts acted on each.
    order: Vec<(u32, usize)>,
}

/// An act, for a person to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// The id of the post, empty where the data have none.
    pub content: &'a str,
    /// Who.
    pub account: &'a str,
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// The object's number, from 1.
    pub object_id: u32,
    /// The object itself: of texts and images that are alike, the first.
    pub object: &'a str,
    /// How many accounts acted on it.
    pub accounts: usize,
}

impl Listing {
    /// The objects of a trace on which at least `min_accounts` accounts acted;
    /// `None` where the data do not carry it. `events` must have been read with
    /// the trace's roles and [`Role::Content`].
    pub fn new(events: &Events, kind: TraceKind, same: &Same, min_accounts: usize) -> Option<Self> {
        let acts = Acts::new(events, kind, Posts::Once, same)?;
        let mut order: Vec<(u32, usize)> =
            (0..acts.objects.len() as u32).map(|object| (object, acts.accounts_of(object as usize))).collect();
        order.retain(|&(_, accounts)| accounts >= min_accounts.max(1));
        let first = |object: u32| acts.time[acts.of(object as usize).start];
        order.par_sort_by(|x, y| {
            y.1.cmp(&x.1)
                .then_with(|| first(x.0).cmp(&first(y.0)))
                .then_with(|| acts.objects.get(x.0).cmp(acts.objects.get(y.0)))
        });
        let rows = rows_of(events, &acts);
        Some(Self { acts, rows, order })
    }

    /// The number of objects.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True without an object.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Every act, object by object.
    pub fn iter<'a>(&'a self, events: &'a Events) -> impl Iterator<Item = Listed<'a>> {
        let column = events.column(Role::Content);
        let content = move |row: Option<u32>| {
            let values = column.zip(row).map(|(column, row)| (column, column.row(row as usize)));
            values.and_then(|(column, values)| Some(column.strings.get(*values.first()?))).unwrap_or_default()
        };
        (1u32..).zip(&self.order).flat_map(move |(object_id, &(object, accounts))| {
            self.acts.of(object as usize).map(move |act| Listed {
                content: content(self.rows[act]),
                account: events.accounts.get(self.acts.account[act]),
                time: self.acts.time[act],
                object_id,
                object: self.acts.objects.get(object),
                accounts,
            })
        })
    }
}

/// The first row of the post that each act is of.
fn rows_of(events: &Events, acts: &Acts) -> Vec<Option<u32>> {
    let mut row_of: HashMap<(u32, i64, u32), u32, FxBuildHasher> = HashMap::default();
    for row in 0..events.len() {
        let (account, time, post) = events.post_of(row);
        row_of.entry((account, time, post as u32)).or_insert(row as u32);
    }
    (0..acts.len()).map(|act| row_of.get(&(acts.account[act], acts.time[act], acts.post[act])).copied()).collect()
}

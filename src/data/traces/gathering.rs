//! From rows to acts, while the rows are read.
//!
//! An act waits in the bucket of its object, in memory or on the disk, until
//! all rows are there; then each bucket is put in order on its own.

use bytemuck::Zeroable;
use std::path::Path;
use std::sync::Arc;

use lockstep_base::error::Result;
use lockstep_base::memory::Resources;
use lockstep_base::spill::Buckets;
use lockstep_base::stop;
use lockstep_base::time;
use rayon::prelude::*;

use super::log::PostLog;
use super::normal::NormalForm;
use super::originals::Originals;
use super::{Acts, Same, TraceKind, Triggers};
use super::{alike::Alikes, alike::Resolved};
use super::{waiting::OBJECTS_A_BUCKET, waiting::Waiting};
use crate::events::{Dictionary, Events, FACTS, Input, InputConfig, NONE, Role, UNKNOWN};

/// Which rows are one act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posts {
    /// A post that fills several rows, for example one for each of its
    /// hashtags, acts once; where the data have no ids of posts, what an account
    /// does at one moment is a post.
    Once,
    /// Every row acts. Which objects are posts of the data themselves is then not
    /// told.
    ByRow,
}

/// What is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The traces.
    pub kinds: &'a [TraceKind],
    /// What makes two acts the same act.
    pub same: &'a Same,
    /// Every row's post; without it, which objects are posts of the data
    /// themselves is not told.
    pub log: bool,
    /// What accounts say of themselves.
    pub facts: bool,
}

impl Wanted<'_> {
    /// The roles that are read.
    pub fn roles(&self) -> Vec<Role> {
        let facts = if self.facts { &FACTS[..] } else { &[] };
        [TraceKind::wanted(self.kinds).as_slice(), facts].concat()
    }
}

/// What was read: the acts of every trace that is wanted and carried, each post
/// once, and the events without their rows.
#[derive(Debug)]
pub struct Carried {
    /// Names, sources and refused rows.
    pub events: Events,
    /// Every row's post; empty where it was not asked for.
    pub log: PostLog,
    /// The traces, in the order of [`TraceKind::ALL`], on their way.
    gatherings: Vec<Gathering>,
    /// The number of each account now, by the number that waiting acts have.
    renumbered: Vec<u32>,
}

impl Carried {
    /// Reads the inputs.
    ///
    /// # Errors
    /// When an input cannot be used, or the disk refuses.
    pub fn read(inputs: &[Input], input: &InputConfig, wanted: &Wanted, resources: &Resources) -> Result<Self> {
        let folder = resources.folder.as_path();
        let mut log = PostLog::new(folder);
        let in_order = TraceKind::ALL.into_iter().filter(|kind| kind.is_of_acts() && wanted.kinds.contains(kind));
        let mut gatherings: Vec<Gathering> =
            in_order.map(|kind| Gathering::new(kind, Posts::Once, wanted.same, folder)).collect();
        let mut take = |events: &mut Events| {
            rayon::join(
                || {
                    if wanted.log {
                        log.take(events)
                    }
                },
                || gatherings.par_iter_mut().for_each(|gathering| gathering.take(events)),
            );
            events.forget_rows();
            let held = log.held() + gatherings.iter().map(Gathering::held).sum::<u64>();
            if held <= resources.memory.for_acts() {
                return Ok(());
            }
            log.spill()?;
            gatherings.iter_mut().try_for_each(Gathering::spill)
        };
        let mut events = Events::read_in_blocks(inputs, input, &wanted.roles(), &mut take)?;
        let renumbered = events.renumber_accounts();
        log.renumber(renumbered.clone());
        Ok(Self { events, log, gatherings, renumbered })
    }

    /// The acts of the traces that the data carry; those of `named` they must
    /// carry.
    ///
    /// # Errors
    /// When they carry none at all or not all of `named`, or the disk refuses.
    pub fn acts(&mut self, named: &[TraceKind]) -> Result<Vec<Acts>> {
        let mut carried = Vec::new();
        for gathering in std::mem::take(&mut self.gatherings) {
            let kind = gathering.kind;
            match gathering.finish(&self.events, &self.log, &self.renumbered)? {
                Some(acts) => carried.push(acts),
                None if named.contains(&kind) => return Err(kind.not_carried(self.events.first_file())),
                None => {}
            }
        }
        if carried.is_empty() { Err(TraceKind::none_carried(self.events.first_file())) } else { Ok(carried) }
    }
}

/// The acts of one trace, gathered block by block.
#[derive(Debug)]
pub struct Gathering {
    kind: TraceKind,
    posts: Posts,
    same: Same,
    /// Columns that can carry the trace, the first that has a value counts.
    columns: Vec<Gathered>,
    /// Rows that were taken.
    rows: usize,
}

/// What one column holds.
#[derive(Debug)]
struct Gathered {
    role: Role,
    objects: Objects,
    /// Where different values can be one object, what must be known of them.
    alike: Option<Alikes>,
    acts: Buckets<Waiting>,
    created: Vec<i64>,
}

/// The distinct values of a column: the objects, unless values can be alike.
#[derive(Debug)]
struct Objects {
    /// What makes two values the same one; `None` takes them as they are.
    form: Option<NormalForm>,
    /// The normal forms, where there is one.
    normal: Dictionary,
    /// For each value of the column its object, [`NONE`] where nothing is left
    /// of it; empty without a normal form.
    of_value: Vec<u32>,
}

impl Gathering {
    /// Nothing yet; what is not held in memory waits in `folder`.
    pub fn new(kind: TraceKind, posts: Posts, same: &Same, folder: &Path) -> Self {
        let column = |&role: &Role| Gathered {
            role,
            objects: Objects {
                form: kind.normal_form(role, same),
                normal: Dictionary::default(),
                of_value: Vec::new(),
            },
            alike: kind.alike().map(Alikes::new),
            acts: Buckets::new(folder),
            created: Vec::new(),
        };
        Self { kind, posts, same: same.clone(), columns: kind.roles().iter().map(column).collect(), rows: 0 }
    }

    /// How much memory the acts take, in bytes.
    fn held(&self) -> u64 {
        self.columns.iter().map(|column| column.acts.held()).sum()
    }

    fn spill(&mut self) -> Result<()> {
        self.columns.iter_mut().try_for_each(|column| column.acts.spill())
    }

    /// Takes the acts of the rows that are in memory.
    pub fn take(&mut self, events: &Events) {
        for place in 0..self.columns.len() {
            self.columns[place].take(events, self.kind, self.posts, self.rows);
            if self.columns[place].has_acts() {
                // What comes behind it in the list is never looked at.
                self.columns.truncate(place + 1);
                break;
            }
        }
        self.rows += events.len();
    }

    /// All acts in order, or `None` where the data do not carry the trace. Posts
    /// that are objects themselves are looked for in `log`; `renumbered` gives each
    /// account another number than the rows had, where it is not empty.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn finish(self, events: &Events, log: &PostLog, renumbered: &[u32]) -> Result<Option<Acts>> {
        let Some(gathered) = self.columns.into_iter().find(Gathered::has_acts) else { return Ok(None) };
        let is_wanted = self.posts == Posts::Once && self.kind.is_of_posts() && !log.is_empty();
        let acts = gathered.finish(self.kind, &self.same, events, is_wanted.then_some(log), renumbered)?;
        // Values need not be objects: of short rows of hashtags nothing is left.
        let is_left = !acts.is_empty() || self.kind.alike().is_none() || acts.common.0 > 0;
        Ok(Some(acts).filter(|_| is_left))
    }
}

impl Gathered {
    fn has_acts(&self) -> bool {
        !self.acts.is_empty()
    }

    fn take(&mut self, events: &Events, kind: TraceKind, posts: Posts, rows_above: usize) {
        if kind == TraceKind::Rhythm {
            return self.take_hours(events);
        }
        let Some(column) = events.column(self.role).filter(|column| column.values() > 0) else { return };
        self.objects.learn(&column.strings);
        let moments = kind.created_role().and_then(|role| events.moments(role));
        for row in (0..events.len()).filter(|&row| kind.counts(events, row)) {
            let (time, account) = (events.time[row], events.account[row]);
            let post = match posts {
                Posts::Once => events.post_id(row),
                Posts::ByRow => (rows_above + row) as u64,
            };
            for &value in column.row(row) {
                let object = self.objects.of(value);
                if object == NONE {
                    continue;
                }
                let act = Waiting { time, post, object, account };
                let bucket = match &mut self.alike {
                    Some(alike) => alike.note(&act, events.column(Role::ReplyTo).map(|column| column.row(row))),
                    None => object as usize / OBJECTS_A_BUCKET,
                };
                self.acts.push(bucket, act);
                if let Some(moments) = moments {
                    self.note_created(object as usize, moments[row]);
                }
            }
        }
    }

    /// Every post that counts is an act on the hour in which it was made, which
    /// came into being when it began.
    fn take_hours(&mut self, events: &Events) {
        let mut last = (UNKNOWN, 0);
        for row in (0..events.len()).filter(|&row| TraceKind::Rhythm.counts(events, row)) {
            let (time, account, post) = (events.time[row], events.account[row], events.post_id(row));
            let hour = time.div_euclid(time::HOUR) * time::HOUR;
            if last.0 != hour {
                last = (hour, self.objects.normal.intern(&time::rfc3339(hour)));
            }
            let object = last.1;
            self.acts.push(object as usize / OBJECTS_A_BUCKET, Waiting { time, post, object, account });
            self.note_created(object as usize, hour);
        }
    }

    /// The earliest publication time that any row gives counts.
    fn note_created(&mut self, object: usize, moment: i64) {
        if object >= self.created.len() {
            self.created.resize(object + 1, UNKNOWN);
        }
        let known = &mut self.created[object];
        if moment != UNKNOWN && (*known == UNKNOWN || moment < *known) {
            *known = moment;
        }
    }

    fn finish(
        self,
        kind: TraceKind,
        same: &Same,
        events: &Events,
        log: Option<&PostLog>,
        renumbered: &[u32],
    ) -> Result<Acts> {
        let Self { role, objects, alike, acts: mut waiting, mut created } = self;
        let mut objects = objects.into_dictionary(events, role);
        let mut information = None;
        if let Some(alike) = alike {
            Resolved { objects, acts: waiting, created, information } =
                alike.resolve(&objects, waiting, &created, same)?;
        }
        created.resize(objects.len(), UNKNOWN);
        let mut acts = Acts::without_acts(kind, objects, created);
        let mut originals = log.map(|log| Originals::new(log, &acts));
        for first in (0..waiting.len()).step_by(rayon::current_num_threads()) {
            stop::check();
            let last = waiting.len().min(first + rayon::current_num_threads());
            let mut buckets: Vec<_> = (first..last).map(|bucket| waiting.take(bucket)).collect::<Result<_>>()?;
            if !renumbered.is_empty() {
                buckets.iter_mut().flatten().for_each(|act| act.account = renumbered[act.account as usize]);
            }
            let in_order =
                |(waiting, bucket)| Ordered::new(in_order(waiting, bucket * OBJECTS_A_BUCKET), originals.as_ref());
            let ordered: Vec<Ordered> = buckets.into_par_iter().zip(first..last).map(in_order).collect();
            for bucket in ordered {
                originals.iter_mut().for_each(|originals| originals.rule_out(&bucket.themselves));
                acts.append(bucket);
            }
        }
        acts.offsets.resize(acts.objects.len() + 1, acts.account.len());
        if let Some(information) = information {
            acts.leave_out_common(&information, same.common_text, events.accounts.len());
        }
        acts.triggers = Triggers::new(&acts, originals)?;
        Ok(if kind == TraceKind::FastReaction { acts.fast_only(events.accounts.len()) } else { acts })
    }
}

impl Objects {
    /// Gives new values of the column their objects.
    fn learn(&mut self, values: &Dictionary) {
        let Some(form) = &self.form else { return };
        let new: Vec<&str> = (self.of_value.len()..values.len()).map(|value| values.get(value as u32)).collect();
        let normal: Vec<String> = new.par_iter().map(|text| form.of(text)).collect();
        let objects = normal.iter().map(|text| if text.is_empty() { NONE } else { self.normal.intern(text) });
        self.of_value.extend(objects);
    }

    fn of(&self, value: u32) -> u32 {
        if self.form.is_some() { self.of_value[value as usize] } else { value }
    }

    fn into_dictionary(self, events: &Events, role: Role) -> Arc<Dictionary> {
        match events.column(role).filter(|_| self.form.is_none()) {
            Some(as_they_are) => Arc::clone(&as_they_are.strings),
            None => Arc::new(self.normal),
        }
    }
}

/// The acts of a bucket in the order of object, time, account and post; what
/// one post did several times is one act. The bucket's objects are numbered
/// from `first`.
fn in_order(waiting: Vec<Waiting>, first: usize) -> Vec<Waiting> {
    let mut next = vec![0usize; OBJECTS_A_BUCKET + 1];
    let place = |act: &Waiting| act.object as usize - first;
    waiting.iter().for_each(|act| next[place(act) + 1] += 1);
    (0..OBJECTS_A_BUCKET).for_each(|object| next[object + 1] += next[object]);
    let mut sorted = vec![Waiting::zeroed(); waiting.len()];
    for act in waiting {
        let slot = &mut next[place(&act)];
        sorted[*slot] = act;
        *slot += 1;
    }
    // Most exports are in the order of time, and so are then the objects' acts.
    let key = |act: &Waiting| (act.time, act.account, act.post);
    for of_object in sorted.chunk_by_mut(|x, y| x.object == y.object) {
        if !of_object.is_sorted_by_key(key) {
            of_object.sort_unstable_by_key(key);
        }
    }
    let same = |x: &Waiting, y: &Waiting| x.object == y.object && key(x) == key(y);
    sorted.dedup_by(|x, y| same(x, y));
    sorted
}

/// The acts of a bucket, in order.
struct Ordered {
    account: Vec<u32>,
    time: Vec<i64>,
    post: Vec<u32>,
    /// Each object, and how many acts it has.
    objects: Vec<(u32, usize)>,
    /// Objects on which a post acts that is the object itself.
    themselves: Vec<u32>,
}

impl Ordered {
    fn new(acts: Vec<Waiting>, originals: Option<&Originals>) -> Self {
        let themselves = acts.iter().filter(|act| originals.is_some_and(|known| known.is_itself(act.object, act.post)));
        Self {
            account: acts.iter().map(|act| act.account).collect(),
            time: acts.iter().map(|act| act.time).collect(),
            post: acts.iter().map(|act| act.post as u32).collect(),
            objects: acts.chunk_by(|x, y| x.object == y.object).map(|acts| (acts[0].object, acts.len())).collect(),
            themselves: themselves.map(|act| act.object).collect(),
        }
    }
}

impl Acts {
    /// The acts of one trace of the rows in memory, or `None` where they do not
    /// carry it.
    pub fn new(events: &Events, kind: TraceKind, posts: Posts, same: &Same) -> Option<Self> {
        let in_memory = || {
            let mut log = PostLog::new(Path::new(""));
            let mut gathering = Gathering::new(kind, posts, same, Path::new(""));
            log.take(events);
            gathering.take(events);
            gathering.finish(events, &log, &[])
        };
        // Only the disk can fail, and nothing waits there.
        in_memory().ok().flatten()
    }

    pub(super) fn without_acts(kind: TraceKind, objects: Arc<Dictionary>, created: Vec<i64>) -> Self {
        Self {
            kind,
            objects,
            created,
            account: Vec::new(),
            time: Vec::new(),
            post: Vec::new(),
            triggers: Triggers::default(),
            reactions: None,
            common: (0, 0),
            whole: None,
            offsets: vec![0],
        }
    }

    /// Adds the acts of objects that come after those that are there.
    fn append(&mut self, bucket: Ordered) {
        let mut end = self.len();
        for (object, acts) in bucket.objects {
            self.offsets.resize(object as usize + 1, end);
            end += acts;
        }
        self.account.extend(bucket.account);
        self.time.extend(bucket.time);
        self.post.extend(bucket.post);
    }
}

//! `lockstep presets`.

use std::fmt::{self, Write};

use clap::Args;
use lockstep_data::events::presets::{Filter, Form, Shape};
use lockstep_data::events::{Preset, Role};
use lockstep_data::import::posts_columns;
use lockstep_data::traces::{TraceKind, url};

/// Flags of `lockstep presets`.
#[derive(Args, Debug)]
pub(super) struct Presets {
    /// Tell all of this form (its fields, where they were looked up, what to
    /// beware of) or of this trace (what it catches, what else can explain it; of
    /// url and domain also which links are one link)
    #[arg(value_name = "NAME")]
    subject: Option<Subject>,
    /// Write the pages of all forms and traces, or of this one, in Markdown
    #[arg(long)]
    markdown: bool,
}

/// What a page is about.
#[derive(Clone, Copy, Debug)]
enum Subject {
    Preset(Preset),
    Trace(TraceKind),
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        name.parse().map(Self::Trace).or_else(|traces: String| {
            name.parse().map(Self::Preset).map_err(|presets: String| format!("{presets}; {traces}"))
        })
    }
}

impl Presets {
    /// The text that was asked for.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = match (self.subject, self.markdown) {
            (None, false) => list(&mut text),
            (None, true) => manual(&mut text),
            (Some(Subject::Preset(preset)), markdown) => page(&mut text, preset.form(), markdown),
            (Some(Subject::Trace(kind)), markdown) => whole_trace_page(&mut text, kind, markdown),
        };
        text
    }
}

/// The forms of input, the roles and the traces, a line each.
fn list(text: &mut String) -> fmt::Result {
    writeln!(text, "Presets: forms of input that are recognised; `lockstep presets NAME` tells all of one")?;
    Preset::ALL.iter().try_for_each(|preset| line(text, preset.name(), preset.form().meaning))?;
    writeln!(text, "\nRoles: what a column can mean, for --column ROLE=NAME")?;
    Role::ALL.iter().try_for_each(|role| line(text, role.name(), role.meaning()))?;
    writeln!(
        text,
        "\nTraces: what counts as doing the same thing, for --trace NAME; `lockstep presets NAME` tells what else \
         explains it"
    )?;
    TraceKind::ALL.iter().try_for_each(|kind| {
        let roles: Vec<&str> = kind.roles().iter().map(|role| role.name()).collect();
        line(text, kind.name(), &format!("{}; from {}", kind.meaning(), roles.join(", else ")))
    })
}

fn line(text: &mut String, name: &str, meaning: &str) -> fmt::Result {
    writeln!(text, "  {name:<27} {meaning}")
}

/// The document of all forms: what `docs/presets.md` holds.
fn manual(text: &mut String) -> fmt::Result {
    writeln!(text, "{}", INTRODUCTION.trim_start())?;
    writeln!(text, "## Roles\n\n| role | meaning |\n|---|---|")?;
    for role in Role::ALL {
        writeln!(text, "| `{}` | {} |", role.name(), role.meaning())?;
    }
    writeln!(text, "{TABLE}| column | type | role |\n|---|---|---|")?;
    for (role, name, kind) in posts_columns() {
        writeln!(text, "| `{name}` | {} | `{}` |", kind.name(), role.name())?;
    }
    writeln!(text)?;
    Preset::ALL.iter().try_for_each(|preset| page(text, preset.form(), true))?;
    writeln!(text, "{REAL_FILES}")?;
    writeln!(text, "{}", TRACES.trim_start())?;
    TraceKind::ALL.iter().try_for_each(|&kind| trace_page(text, kind, true))?;
    links(text, true)
}

/// What the forms were checked against.
const REAL_FILES: &str = include_str!("real_files.md");

const TRACES: &str = "
# Traces

What counts as doing the same thing, what it catches, and why innocent accounts do it, too. A trace is one witness: what
a network shares in several is stronger. Text that was translated or reworded, and images that were mirrored or cropped,
are not found.
";

fn trace_page(text: &mut String, kind: TraceKind, markdown: bool) -> fmt::Result {
    let page = kind.page();
    let roles: Vec<String> = kind.roles().iter().map(|role| format!("`{}`", role.name())).collect();
    let parts = [
        ("Counts as the same", page.meaning.to_owned()),
        ("Read from", format!("the role {}", roles.join(", else "))),
        ("Catches", page.catches.to_owned()),
        ("Innocent readings", page.innocent.to_owned()),
        ("Source", page.source.to_owned()),
    ];
    writeln!(text, "{}", if markdown { format!("## {}\n", kind.name()) } else { format!("Trace {}\n", kind.name()) })?;
    for (name, says) in parts {
        let mark = if markdown { "- " } else { "  " };
        writeln!(text, "{mark}{name}: {says}.")?;
    }
    if markdown { writeln!(text) } else { Ok(()) }
}

/// The page of a trace, with the rules behind it.
fn whole_trace_page(text: &mut String, kind: TraceKind, markdown: bool) -> fmt::Result {
    trace_page(text, kind, markdown)?;
    match kind {
        TraceKind::Url | TraceKind::Domain if markdown => links(text, true),
        TraceKind::Url | TraceKind::Domain => {
            writeln!(text)?;
            links(text, false)
        }
        _ => Ok(()),
    }
}

/// What makes two links the same link.
fn links(text: &mut String, markdown: bool) -> fmt::Result {
    writeln!(text, "{}", if markdown { "# Links\n" } else { "What makes two links the same link\n" })?;
    write!(text, "{}", url::describe(markdown))
}

const TABLE: &str = "
## What `lockstep import` writes

One row a post, in row groups of 262,144 rows. Every column is there; it is null where the export tells nothing. Facts
of accounts stand in every row, as they were then. Posts and accounts are told without the platform's name before them:
it stands in the column `platform`.

";

const INTRODUCTION: &str = "
# Forms of input

This file is written by `lockstep presets --markdown`.

Each form below is recognised from the header of a table or from the keys of JSON; `--preset NAME` chooses one.
Tables may be CSV, TSV or Parquet; JSON may be an array, one object a line, or documents that hold the rows. Of several
places of a role the first that has a value counts. `--column ROLE=NAME` goes before all of them; in JSON, NAME may be
a path.

## Paths

| path | what it finds |
|---|---|
| `user.id` | the key `id` of the object behind `user`; a key that holds dots itself is found first |
| `tags[].name` | the key of every object in a list; a plain text in the list stands for itself |
| `links[kind=page].to` | the key of the objects whose `kind` is `page` |
| `^id` | a key of the object around the list of rows |
| `author_id->users.name` | looks the value up in the document's `includes.users` by `id` |
| `a + b` | the values of both |
| `t1_{id}` | a text with values in it; nothing where one of them is missing |
| `a? b`, `!a? b` | `b` where there is a value at `a` that is not `false`; where there is none |
| `a=x? b` | `b` where the value at `a` is `x` |
| `@file`, `@folder` | the name of the file without its ending; of the last folder above it that is not called `data` |
| `moment_of(a)` | the moment that is part of an id (LinkedIn) |

In tables the same paths lead into columns with such names (`user.id`, `user/id`), into numbered ones (`tags/0/name`), and
into the cells of a column that holds lists or objects as JSON, Python, R or a database prints them
(`[{'name': 'x'}]`).

`--rows PATH` says where in a JSON document the rows are: `data.posts[]`, `*` for the values of an object, `.` for the
document itself. It is needed only where several places hold rows.

## Tables of no known form

Columns are taken for what their names say (`author`, `screen_name`, `Datetime`, `created_utc`, `usuario`, `fecha`, ...,
in several languages), if their values bear it out: `lockstep check` shows what was taken for what, and a warning says it.
Where several columns may be meant, the choices are told as `--column` options.

## Platforms

A form of one platform gives that platform to every row. Accounts, posts, answered and passed-on posts, and accounts
that are named are told as `platform:id`, so that what has the same number on two platforms is two things. Addresses,
texts, hashtags, media, sounds and effects are the same everywhere: they link platforms.
";

fn page(text: &mut String, form: &Form, markdown: bool) -> fmt::Result {
    match markdown {
        true => writeln!(text, "## {}\n\n{}.\n", form.name, form.meaning)?,
        false => writeln!(text, "{}: {}\n", form.name, form.meaning)?,
    }
    let mark = if markdown { "- " } else { "" };
    writeln!(text, "{mark}Platform: {}", form.platform.unwrap_or("as a column says, else none"))?;
    for shape in form.shapes {
        writeln!(text, "{mark}Recognised by: {}", shape_in_words(shape))?;
    }
    let required: Vec<&str> = form.required.iter().map(|role| role.name()).collect();
    writeln!(text, "{mark}Required: {}", required.join(", "))?;
    for filter in form.filters {
        writeln!(text, "{mark}Set aside: {}", filter_in_words(filter))?;
    }
    fields(text, form, markdown)?;
    let mark = if markdown { "- " } else { "  " };
    if !form.sources.is_empty() {
        writeln!(text, "Looked up in:{}", if markdown { "\n" } else { "" })?;
    }
    for (title, address) in form.sources {
        writeln!(text, "{mark}{title}: {}", if markdown { format!("<{address}>") } else { (*address).to_owned() })?;
    }
    let apart = if form.sources.is_empty() { "" } else { "\n" };
    writeln!(text, "{apart}Beware:{}", if markdown { "\n" } else { "" })?;
    form.notes.iter().try_for_each(|note| writeln!(text, "{mark}{note}"))?;
    if markdown { writeln!(text) } else { Ok(()) }
}

fn shape_in_words(shape: &Shape) -> String {
    let keys: Vec<String> = shape.signature.iter().map(|key| format!("`{key}`")).collect();
    let place = if shape.rows.is_empty() { String::new() } else { format!("; rows are at `{}`", shape.rows) };
    format!("{}{place}", keys.join(", "))
}

fn filter_in_words(filter: &Filter) -> String {
    let values: Vec<String> = filter.values.iter().map(|value| format!("`{value}`")).collect();
    let are = if filter.keeps { "is none of" } else { "is" };
    format!("rows whose `{}` {are} {}", filter.path, values.join(", "))
}

fn fields(text: &mut String, form: &Form, markdown: bool) -> fmt::Result {
    writeln!(text, "{}", if markdown { "\n| role | where |\n|---|---|" } else { "" })?;
    for role in Role::ALL {
        let places: Vec<String> = form
            .fields
            .iter()
            .filter(|(r, _)| *r == role)
            .map(|(_, path)| format!("`{}`", path.replace('\n', "\\n")))
            .collect();
        match places.join(", else ") {
            places if places.is_empty() => {}
            places if markdown => writeln!(text, "| `{}` | {places} |", role.name())?,
            places => writeln!(text, "  {:<17} {places}", role.name())?,
        }
    }
    writeln!(text)
}

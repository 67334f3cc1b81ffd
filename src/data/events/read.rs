//! Files and tables become events.

use lockstep_base::error::{Error, Result};

use super::columns::Events;
use super::config::InputConfig;
use super::filter::Filter;
use super::open::each_source;
use super::reading::Reading;
use super::rejects;
use super::role::Role;
use super::source::Format;
use super::stream::Stream;
use super::summary::{LeftOut, refused};
use super::{chunk::Joiner, chunk::Take};
use super::{delimited, json, parquet};
use super::{input::Frame, input::Input};

impl Events {
    /// Reads every input. Only columns with a role in `wanted` are decoded, and
    /// texts where something wanted is read from them; they are kept where
    /// [`Role::Text`] is wanted itself.
    ///
    /// ```
    /// use lockstep_data::events::{Events, InputConfig, Role};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("posts.csv");
    /// let csv = "account_id,timestamp,url\n\
    ///            anna,2024-05-01 10:00:00,https://example.org/a\n\
    ///            bert,2024-05-01 10:00:07,https://example.org/a\n";
    /// std::fs::write(&path, csv)?;
    /// let events = Events::read(&[path], &InputConfig::default(), &[Role::Url])?;
    /// assert_eq!(events.rows(), 2);
    /// assert_eq!(events.accounts.get(events.account[1]), "bert");
    /// assert_eq!(events.time[1] - events.time[0], 7_000_000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When an input cannot be read (the message names it and the remedy), or
    /// when a larger share of rows than `config.max_rejects` is refused.
    pub fn read(inputs: &[impl Into<Input> + Clone], config: &InputConfig, wanted: &[Role]) -> Result<Self> {
        let inputs: Vec<Input> = inputs.iter().cloned().map(Into::into).collect();
        Self::read_in_blocks(&inputs, config, wanted, &mut |_| Ok(()))
    }

    /// The same, calling `take` after every block of rows: it may take out the
    /// rows and [`forget`](Self::forget_rows) them, so that they take no more
    /// memory than a block's.
    ///
    /// # Errors
    /// As [`Self::read`], and those of `take`.
    pub fn read_in_blocks(
        inputs: &[Input],
        config: &InputConfig,
        wanted: &[Role],
        take: &mut Take<'_>,
    ) -> Result<Self> {
        let filter = Filter::new(config)?;
        Self::read_as(inputs, &Reading::new(config, wanted, &filter), take)?.checked(config)
    }

    /// Reads a part of an input, of which it does not tell whether enough can be
    /// used; [`Self::lines`] are known.
    ///
    /// # Errors
    /// When it has not the columns that are needed.
    pub fn read_part(part: Frame, config: &InputConfig, wanted: &[Role]) -> Result<Self> {
        let filter = Filter::new(config)?;
        let reading = Reading { lines: true, ..Reading::new(config, wanted, &filter) };
        Self::read_as(&[part.into()], &reading, &mut |_| Ok(()))
    }

    /// Reads all there is, block by block: facts and platforms are kept row by
    /// row, too, as columns of their roles and moments of
    /// [`Role::AccountCreated`].
    ///
    /// # Errors
    /// As [`Self::read_in_blocks`].
    pub(crate) fn read_everything(inputs: &[Input], config: &InputConfig, take: &mut Take<'_>) -> Result<Self> {
        let filter = Filter::new(config)?;
        Self::read_as(inputs, &Reading::everything(config, &filter), take)?.checked(config)
    }

    /// The same, whatever share of the rows can be used.
    pub(crate) fn read_whatever(inputs: &[Input], config: &InputConfig, take: &mut Take<'_>) -> Result<Self> {
        let filter = Filter::new(config)?;
        let events = Self::read_as(inputs, &Reading::everything(config, &filter), take)?;
        if let Some(path) = &config.rejects {
            rejects::write(&events.rejects, path)?;
        }
        Ok(events)
    }

    fn read_as(inputs: &[Input], reading: &Reading, take: &mut Take<'_>) -> Result<Self> {
        if inputs.is_empty() {
            return Err(Input::none_given());
        }
        let mut joiner = Joiner::new(take);
        let mut books = 0;
        for input in inputs {
            match input {
                Input::File(path) => {
                    let mut read = |stream| read_source(stream, reading, &mut joiner);
                    let held = each_source(path, reading.config, &mut read)?;
                    joiner.events.skipped.extend(held.skipped);
                    books += held.books;
                }
                Input::Frame(frame) => parquet::read_frame(frame, reading, &mut joiner)?,
            }
        }
        if books == 0 && reading.config.sheet.is_some() {
            return Err(Error::config("input.sheet", "no input is a workbook; leave --sheet out"));
        }
        Ok(joiner.events)
    }

    /// The events, if enough of the rows can be used; what the user must know of the
    /// inputs is told (see [`log`]).
    fn checked(self, config: &InputConfig) -> Result<Self> {
        if let Some(path) = &config.rejects {
            rejects::write(&self.rejects, path)?;
        }
        self.check_rejects(config)?;
        if self.rows() == 0 {
            let left_out: u64 = self.sources.iter().map(|source| source.left_out.rows()).sum();
            let remedy = match left_out {
                0 => "see what is in it with `lockstep check`",
                _ => "all rows are left out by --from, --to, --exclude or --only-language: widen them",
            };
            return Err(Error::input(self.first_file(), "no row can be used", remedy));
        }
        let left_out = |of: fn(&LeftOut) -> u64| self.sources.iter().map(|source| of(&source.left_out)).sum::<u64>();
        if config.exclude.is_some() && left_out(|left_out| left_out.accounts) == 0 {
            log::warn!(
                "--exclude leaves out no row: no account of its list is in the data; ids must be as the data have them"
            );
        }
        if !config.exclude_domains.is_empty() && left_out(|left_out| left_out.addresses) == 0 {
            log::warn!("--exclude-domain leaves out no link");
        }
        for file in config.timezone.files_that_fit_none(self.sources.iter().map(|source| source.file.as_str())) {
            log::warn!("--timezone {file}=...: no input has this name");
        }
        let told = self.warnings().into_iter();
        for sentence in told.chain(refused(&self.sources, &self.rejects, config.rejects.is_some())) {
            log::warn!("{sentence}");
        }
        Ok(self)
    }
}

fn read_source(stream: Stream, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let encoding = stream.encoding();
    match stream.format {
        Format::Delimited(separator) => delimited::read(stream, separator, reading, joiner),
        Format::JsonLines => json::read_lines(stream, reading, joiner),
        Format::JsonArray | Format::JsonDocument => json::read_documents(stream, reading, joiner),
        Format::Parquet => parquet::read(&stream.whole()?, reading, joiner),
    }?;
    // Known only now: a file may be plain ASCII for long.
    if let Some(source) = joiner.events.sources.last_mut() {
        source.is_encoding_given = reading.config.encoding.is_some();
        source.encoding = encoding.get().map(|name| (*name).to_owned());
    }
    Ok(())
}

//! Files and tables become events.

use lockstep_base::error::{Error, Result};

use super::columns::Events;
use super::config::InputConfig;
use super::layout::Reading;
use super::open::each_source;
use super::role::Role;
use super::source::Format;
use super::stream::Stream;
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
        let reading = Reading { config, wanted, by_row: false, lines: false };
        Self::read_as(inputs, &reading, take)?.checked(config)
    }

    /// Reads a part of an input, of which it does not tell whether enough can be
    /// used; [`Self::lines`] are known.
    ///
    /// # Errors
    /// When it has not the columns that are needed.
    pub fn read_part(part: Frame, config: &InputConfig, wanted: &[Role]) -> Result<Self> {
        let reading = Reading { config, wanted, by_row: false, lines: true };
        Self::read_as(&[part.into()], &reading, &mut |_| Ok(()))
    }

    /// Reads all there is, block by block: facts and platforms are kept row by
    /// row, too, as columns of their roles and moments of
    /// [`Role::AccountCreated`].
    ///
    /// # Errors
    /// As [`Self::read_in_blocks`].
    pub(crate) fn read_everything(inputs: &[Input], config: &InputConfig, take: &mut Take<'_>) -> Result<Self> {
        let reading = Reading { config, wanted: &Role::ALL, by_row: true, lines: false };
        Self::read_as(inputs, &reading, take)?.checked(config)
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

    /// The events, if enough of the rows can be used.
    fn checked(self, config: &InputConfig) -> Result<Self> {
        self.check_rejects(config)?;
        if self.rows() == 0 {
            let file = self.first_file();
            return Err(Error::input(file, "no row can be used", "see the reasons with a higher --max-rejects"));
        }
        Ok(self)
    }
}

fn read_source(stream: Stream, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let encoding = stream.encoding();
    match stream.format {
        Format::Delimited(separator) => delimited::read(stream, separator, reading, joiner),
        Format::JsonLines => json::read_lines(stream, reading, joiner),
        Format::JsonArray | Format::JsonDocument => json::read_documents(&stream.whole()?, reading, joiner),
        Format::Parquet => parquet::read(&stream.whole()?, reading, joiner),
    }?;
    // Known only now: a file may be plain ASCII for long.
    if let Some(source) = joiner.events.sources.last_mut() {
        source.encoding = encoding.get().map(|name| (*name).to_owned());
    }
    Ok(())
}

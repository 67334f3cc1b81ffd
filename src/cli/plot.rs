//! `lockstep plot`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use glob::Pattern;
use lockstep_base::directory::write_files;
use lockstep_base::error::{Error, Result};
use lockstep_charts as charts;
use lockstep_charts::{Chart, NamedChart, Size, StoredCharts};
use rayon::prelude::*;

use crate::output::{refuse_existing, say};

/// Flags of `lockstep plot`.
#[derive(Args, Debug)]
#[command(
    after_help = "Reads charts/data.json of an output of detect, evaluate, supervise or transparency report, and nothing \
                  else. Without options the charts are those of the output, byte for byte."
)]
pub(super) struct Plot {
    /// A directory that lockstep wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The charts to draw, named as in charts/, where * stands for anything, for
    /// example 'network-*-timeline' [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write into this directory or, where it ends in .svg or .png, one chart to
    /// this file
    #[arg(long, value_name = "PATH", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// The background the charts are made for
    #[arg(long, value_enum, value_name = "THEME", default_value = "light")]
    theme: Theme,
    /// Pixels across and down, such as 1200x675, or small, medium, large, slide,
    /// square or portrait; a PNG has twice as many [default: as in the output]
    #[arg(long, value_name = "SIZE")]
    size: Option<Size>,
    /// The format [default: by the ending of --out, else both]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Another title, for one chart
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Replace files that are there
    #[arg(long)]
    overwrite: bool,
    /// Print names and titles of the charts, and draw nothing
    #[arg(long, conflicts_with_all = ["out", "theme", "format", "overwrite"])]
    list: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Theme {
    /// Dark marks on white
    Light,
    /// Light marks on near black
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines that stay sharp at any size
    Svg,
    /// Pixels
    Png,
}

impl Format {
    const ALL: [Self; 2] = [Self::Svg, Self::Png];

    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The format that a file's ending tells.
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        Self::ALL.into_iter().find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }
}

impl From<Theme> for charts::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

/// A file to write: the place of its chart among the chosen ones, and the rest.
struct File {
    chart: usize,
    format: Format,
    path: PathBuf,
}

impl Plot {
    pub(super) fn run(self) -> Result<()> {
        let mut chosen = self.choose(StoredCharts::read(&self.dir)?.charts)?;
        if let Some(title) = &self.title {
            let [only] = &mut chosen[..] else {
                return Err(Error::config("title", format!("{} charts are chosen; name one", chosen.len())));
            };
            only.chart.headings_mut().title = Some(title.clone());
        }
        match &self.out {
            Some(out) => self.write(out, &chosen),
            None => self.tell(&chosen),
        }
    }

    /// The charts that are named, in the order of the file.
    fn choose(&self, charts: Vec<NamedChart>) -> Result<Vec<NamedChart>> {
        let mut chosen = vec![self.names.is_empty(); charts.len()];
        for given in &self.names {
            // As the files are called.
            let name = Format::ALL.iter().find_map(|format| given.strip_suffix(&format!(".{}", format.ending())));
            let pattern = Pattern::new(name.unwrap_or(given))
                .map_err(|e| Error::config("NAME", format!("`{given}` is no pattern ({e})")))?;
            let mut found = false;
            for (chart, chosen) in charts.iter().zip(&mut chosen) {
                let is_named = pattern.matches(&chart.name);
                *chosen |= is_named;
                found |= is_named;
            }
            if !found {
                let file = self.dir.join(StoredCharts::FILE);
                let problem = format!("there is no chart `{given}` here");
                return Err(Error::input(&file.to_string_lossy(), problem, "see lockstep plot DIR --list"));
            }
        }
        Ok(charts.into_iter().zip(chosen).filter_map(|(chart, is_chosen)| is_chosen.then_some(chart)).collect())
    }

    fn draw(&self, chart: &NamedChart) -> Result<Chart> {
        chart.draw(self.theme.into(), self.size.unwrap_or_else(|| chart.chart.size()))
    }

    fn tell(&self, chosen: &[NamedChart]) -> Result<()> {
        let width = chosen.iter().map(|chart| chart.name.len()).max().unwrap_or_default();
        let line = |chart: &NamedChart| Ok(format!("{:<width$}  {}\n", chart.name, self.draw(chart)?.title()));
        say(chosen.iter().map(line).collect::<Result<String>>()?.as_bytes())
    }

    fn write(&self, out: &Path, chosen: &[NamedChart]) -> Result<()> {
        let files = self.files(out, chosen)?;
        files.iter().try_for_each(|file| refuse_existing(&file.path, self.overwrite))?;
        // All are drawn before the first is written: of a damaged file no half is left.
        let drawn = files.par_iter().map(|file| self.bytes(&chosen[file.chart], file.format));
        let drawn: Vec<Vec<u8>> = drawn.collect::<Result<_>>()?;
        if let Some(folder) = files.first().and_then(|file| file.path.parent()).filter(|it| *it != Path::new("")) {
            std::fs::create_dir_all(folder).map_err(Error::io(folder, "create"))?;
        }
        write_files(files.iter().zip(&drawn).map(|(file, bytes)| (file.path.as_path(), bytes.as_slice())))
    }

    fn bytes(&self, chart: &NamedChart, format: Format) -> Result<Vec<u8>> {
        let drawn = self.draw(chart)?;
        match format {
            Format::Svg => Ok(drawn.svg().as_bytes().to_vec()),
            Format::Png => drawn.png().map_err(|e| Error::output(chart.name.as_str(), e)),
        }
    }

    fn files(&self, out: &Path, chosen: &[NamedChart]) -> Result<Vec<File>> {
        if let Some(other) = other_picture(out) {
            let problem =
                format!("a chart is an SVG or a PNG, not `.{other}`; end it in .svg or .png, or name a directory");
            return Err(Error::config("out", problem));
        }
        let Some(format) = Format::of(out).filter(|_| !out.is_dir()) else {
            let formats = self.format.map_or(Format::ALL.to_vec(), |format| vec![format]);
            let file = |chart: usize, format: Format| {
                let name = format!("{}.{}", chosen[chart].name, format.ending());
                File { chart, format, path: out.join(name) }
            };
            return Ok((0..chosen.len()).flat_map(|chart| formats.iter().map(move |&f| file(chart, f))).collect());
        };
        if self.format.is_some_and(|asked| asked != format) {
            let problem = format!("--out ends in .{}; leave out one of the two", format.ending());
            return Err(Error::config("format", problem));
        }
        if chosen.len() != 1 {
            let problem = format!("a file holds one chart, and {} are chosen; name one, or a directory", chosen.len());
            return Err(Error::config("out", problem));
        }
        Ok(vec![File { chart: 0, format, path: out.to_owned() }])
    }
}

/// The ending of a file that is meant to be another picture than we make.
fn other_picture(out: &Path) -> Option<String> {
    const OTHERS: [&str; 11] = ["jpg", "jpeg", "pdf", "gif", "webp", "bmp", "tif", "tiff", "eps", "ps", "html"];
    let ending = out.extension()?.to_str()?.to_lowercase();
    (OTHERS.contains(&ending.as_str()) && !out.is_dir()).then_some(ending)
}

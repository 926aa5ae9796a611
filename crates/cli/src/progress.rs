//! A bar on the terminal while rows are read; nothing elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use redflag::model::Progress;
use redflag::report::Lang;
use std::io::{self, IsTerminal as _};

/// A progress bar, or nothing.
pub(crate) struct Bar {
    bar: Option<ProgressBar>,
    lang: Lang,
}

impl Bar {
    /// A bar where standard error is a terminal and nobody asked for silence.
    pub(crate) fn new(quiet: bool, lang: Lang) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| ProgressBar::new(0));
        Self { bar, lang }
    }

    /// Shows how far the work is.
    pub(crate) fn show(&self, progress: Progress) {
        let Some(bar) = &self.bar else { return };
        if progress.scanning {
            bar.set_style(style("{spinner} {msg} {elapsed}"));
            bar.set_message(self.word("examining accounts", "examen des comptes"));
            bar.tick();
            return;
        }
        match progress.total_bytes {
            Some(total) => {
                bar.set_style(style("{wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta}  {msg}"));
                bar.set_length(total);
            }
            None => bar.set_style(style("{spinner} {bytes}  {bytes_per_sec}  {msg}")),
        }
        bar.set_message(format!("{} {}", progress.rows, self.word("rows", "lignes")));
        bar.set_position(progress.bytes);
    }

    fn word(&self, english: &'static str, french: &'static str) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Fr => french,
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The templates are fixed; a wrong one falls back to the library's own.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_legal() {
        for template in [
            "{spinner} {msg} {elapsed}",
            "{wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta}  {msg}",
            "{spinner} {bytes}  {bytes_per_sec}  {msg}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}

//! Ctrl-C: asks the work to stop and clean up; where the work does not hear, ends it.

use crate::failure::{Failure, INTERRUPTED};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the work may take to notice: it does not while it waits for standard input.
const GRACE: Duration = Duration::from_secs(2);

/// Whether the user asked to stop.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    asked: Arc<AtomicBool>,
    /// The unfinished folder; none once the results are about to be put in place.
    unfinished: Arc<Mutex<Option<PathBuf>>>,
}

impl Stop {
    /// Listens from now on, until the folder being made is done.
    pub(crate) fn listen(unfinished: &Path) -> Self {
        let stop = Self {
            asked: Arc::default(),
            unfinished: Arc::new(Mutex::new(Some(unfinished.to_owned()))),
        };
        let heard = stop.clone();
        // Without a handler the system's own way of stopping stays in place; the unfinished folder is then left behind.
        drop(ctrlc::set_handler(move || heard.act()));
        stop
    }

    /// Runs on a thread of its own.
    fn act(&self) {
        let again = self.asked.swap(true, Ordering::SeqCst);
        if !again {
            std::thread::sleep(GRACE);
        }
        let unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(folder) = unfinished {
            // Removing is the best that can be done; the program ends either way.
            drop(fs::remove_dir_all(folder));
            Failure::interrupted().report();
            std::process::exit(i32::from(INTERRUPTED));
        }
    }

    pub(crate) fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// A failure where the user asked to stop; from here on it is too late to.
    pub(crate) fn done(&self) -> Result<(), Failure> {
        if self.asked() {
            return Err(Failure::interrupted());
        }
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(())
    }
}

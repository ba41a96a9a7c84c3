//! The door: a file goes in, what is kept of it comes out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::cache::{Cache, Reading};
use super::find::InputFile;
use super::fitted::{FittedFile, fit_file};
use super::known_names::{Told, spoken_of};
use super::read::read_file;
use crate::model::Problems;

/// Reads and fits files, each by itself.
#[derive(Clone, Copy)]
pub struct Door<'d> {
    /// What reading depends on.
    pub reading: Reading<'d>,
    /// What was read before.
    pub cache: Option<&'d Cache>,
}

/// A file behind the door.
pub struct Taken {
    /// What is kept of it.
    pub file: FittedFile,
    /// It was read before.
    pub was_known: bool,
}

impl Door<'_> {
    /// Reads and fits a file. Its cells are gone when it returns.
    pub fn take(&self, file: &InputFile) -> Taken {
        let known = self
            .cache
            .and_then(|cache| cache.recall(file, &self.reading));
        if let Some(file) = known {
            let was_known = true;
            return Taken { file, was_known };
        }
        let fitted = self.read(file, &[]);
        if let Some(cache) = self.cache {
            cache.keep(file, &fitted, &self.reading);
        }
        Taken {
            file: fitted,
            was_known: false,
        }
    }

    /// Reads files again of which a sheet names nobody, where names that other files hold stand around it. `files` are those of
    /// `found`, one by one.
    pub fn read_again(&self, found: &[InputFile], files: &mut [FittedFile]) {
        let spoken_of = spoken_of(files, self.reading.context);
        let again = each(&spoken_of, |(at, told)| self.read(&found[*at], told));
        for ((at, _), file) in spoken_of.iter().zip(again) {
            files[*at] = file;
        }
    }

    fn read(&self, file: &InputFile, told: &[Told]) -> FittedFile {
        let mut problems = Problems::new();
        let (sheets, input) = read_file(file, self.reading.limits, &mut problems);
        FittedFile {
            input,
            sheets: fit_file(&sheets, told, self.reading.context),
            problems,
        }
    }
}

/// Does something with each of some items, as many at a time as there are processors, and no more: what a thread has begun
/// it ends before it takes the next. What comes out is in the order of the items.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    let take_turns = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                break;
            };
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(result);
        }
    };
    if rayon::current_thread_index().is_some() {
        // a thread of the pool may not wait for others here: they need it for the sheets of their files
        take_turns();
    } else {
        let threads = rayon::current_num_threads().min(items.len());
        thread::scope(|scope| {
            (0..threads).for_each(|_| {
                scope.spawn(take_turns);
            });
        });
    }
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter()
        .map(|result| result.expect("every item was taken by a thread"))
        .collect()
}

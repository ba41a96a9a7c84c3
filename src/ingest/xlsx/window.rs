//! The bytes of a part as they are unpacked, seen through a window that moves forward.
//!
//! Large parts are unpacked on a thread of their own, through a channel that holds a few chunks: memory does not grow with
//! the part.

use std::io::{Cursor, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use zip::ZipArchive;

use super::Trouble;
use crate::ingest::limits::{Limit, Limits};

/// Bytes unpacked at a time.
const CHUNK: usize = 256 << 10;
/// Chunks waiting to be read.
const WAITING: usize = 4;
/// Parts of less than this are unpacked where they are read: a thread costs more.
const SMALL: u64 = 1 << 20;

/// An open package.
pub type Package<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// A view of the bytes that follow.
pub struct Window {
    bytes: Vec<u8>,
    at: usize,
    chunks: Chunks,
    /// How long a piece of it may be, and how deep.
    pub limits: Limits,
}

enum Chunks {
    None,
    Coming(Receiver<Result<Vec<u8>, String>>),
}

/// Unpacks the part with an index in the package, and reads it: no more bytes than it declares, and not more than `most`.
pub fn unpack<T>(
    package: &Package<'_>,
    index: usize,
    most: u64,
    limits: Limits,
    read: impl FnOnce(Window) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let mut package = package.clone();
    let part = package.by_index_raw(index).map_err(damaged)?;
    let declared = part.size();
    drop(part);
    if declared > most {
        let mib = most >> 20;
        return Err(damaged(format!("a part of more than {mib} MiB")));
    }
    if declared < SMALL {
        let mut bytes = Vec::new();
        let part = package.by_index(index).map_err(damaged)?;
        let taken = part.take(declared + 1).read_to_end(&mut bytes);
        if taken.map_err(damaged)? as u64 > declared {
            return Err(damaged(MORE_THAN_DECLARED));
        }
        return read(Window {
            limits,
            ..Window::over(bytes)
        });
    }
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        scope.spawn(move || {
            if let Err(why) = send(&mut package, index, declared, &sender) {
                // Nobody listens any more when the reader has given up.
                let _ = sender.send(Err(why));
            }
        });
        read(Window {
            bytes: Vec::new(),
            at: 0,
            chunks: Chunks::Coming(receiver),
            limits,
        })
    })
}

fn send(
    package: &mut Package<'_>,
    index: usize,
    declared: u64,
    sender: &SyncSender<Result<Vec<u8>, String>>,
) -> Result<(), String> {
    let part = package.by_index(index).map_err(|why| why.to_string())?;
    let mut part = part.take(declared.saturating_add(1));
    let mut sent = 0;
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        let taken = part.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
        let taken = taken.map_err(|why| why.to_string())?;
        sent += taken as u64;
        if sent > declared {
            return Err(MORE_THAN_DECLARED.to_owned());
        }
        if taken == 0 || sender.send(Ok(chunk)).is_err() {
            return Ok(());
        }
    }
}

const MORE_THAN_DECLARED: &str = "more data than the package declares";

fn damaged(why: impl std::fmt::Display) -> Trouble {
    Trouble::Damaged(why.to_string())
}

impl Window {
    /// A view of bytes that are all there.
    pub fn over(bytes: Vec<u8>) -> Window {
        Window {
            bytes,
            at: 0,
            chunks: Chunks::None,
            limits: Limits::default(),
        }
    }

    /// What is unpacked and not yet passed.
    pub fn ahead(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Passes bytes; they can be seen with [`Window::behind`] until the window takes in more.
    pub fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }

    /// The bytes that were passed last, `count` of them.
    pub fn behind(&self, count: usize) -> &[u8] {
        &self.bytes[self.at.saturating_sub(count)..self.at]
    }

    /// True when nothing follows what is in the window.
    pub fn is_last(&self) -> bool {
        matches!(self.chunks, Chunks::None)
    }

    /// Takes in the next chunk.
    pub fn more(&mut self) -> Result<(), Trouble> {
        let Chunks::Coming(receiver) = &self.chunks else {
            return Ok(());
        };
        self.bytes.drain(..self.at);
        self.at = 0;
        self.limits.check(Limit::Line, self.bytes.len() as u64)?;
        match receiver.recv() {
            Ok(Ok(chunk)) => self.bytes.extend_from_slice(&chunk),
            Ok(Err(why)) => return Err(Trouble::Damaged(why)),
            Err(_) => self.chunks = Chunks::None,
        }
        Ok(())
    }
}

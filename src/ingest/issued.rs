//! What an issued pack says of itself and keeps of its run.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::plain_file::bytes_of;
use crate::model::issued::{IssuedPack, Kept};
use crate::model::kept::{self, State};

/// The file in which an issued pack keeps its rows; its figures stand where those of every pack do.
pub const KEPT: &str = "issued.json";

/// A manifest that is there and says nothing of a pack of ours: cut off, changed by hand, or no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread(pub PathBuf);

/// The manifest of a pack of ours; none where there is none.
pub fn manifest_there(pack: &Path) -> Result<Option<Value>, Unread> {
    let path = pack.join("manifest.json");
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let read = bytes_of(&path).ok();
    let manifest = read.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    match manifest.filter(|manifest| manifest.get("monthend").is_some()) {
        Some(manifest) => Ok(Some(manifest)),
        // another run may have put its own pack there meanwhile
        None if path.symlink_metadata().is_err() => Ok(None),
        None => Err(Unread(path)),
    }
}

/// The manifest of a pack of ours, as far as it can be read.
pub fn manifest(pack: &Path) -> Option<Value> {
    manifest_there(pack).ok().flatten()
}

/// The pack, when it is one that was issued.
pub fn issued_pack(pack: &Path) -> Option<IssuedPack> {
    let manifest = manifest(pack)?;
    if manifest["issued"] != true {
        return None;
    }
    let texts = |list: &Value, key: &str| -> Vec<String> {
        let entries = list.as_array().into_iter().flatten();
        let named = entries.filter_map(|entry| entry[key].as_str());
        named.map(str::to_owned).collect()
    };
    let both = kept(pack, &manifest).zip(state(pack, &manifest));
    let (kept, figures) = both.map_or((None, Vec::new()), |(kept, state)| {
        (Some(kept), state.figures)
    });
    Some(IssuedPack {
        name: pack.file_name()?.to_str()?.to_owned(),
        period: manifest["period"].as_str()?.parse().ok()?,
        as_of: manifest["as_of"].as_str()?.parse().ok()?,
        files: texts(&manifest["inputs"], "file"),
        kept,
        figures,
    })
}

/// What a pack keeps for those after it, when it is as it was written.
pub fn state(pack: &Path, manifest: &Value) -> Option<State> {
    serde_json::from_slice(&as_written(pack, manifest, kept::KEPT)?).ok()
}

/// The rows it keeps, when they are as they were written.
fn kept(pack: &Path, manifest: &Value) -> Option<Kept> {
    serde_json::from_slice(&as_written(pack, manifest, KEPT)?).ok()
}

/// A file of a pack, when it is as the pack's manifest says it was written.
fn as_written(pack: &Path, manifest: &Value, file: &str) -> Option<Vec<u8>> {
    let mut outputs = manifest["outputs"].as_array()?.iter();
    let written = outputs.find(|output| output["file"] == file)?;
    let bytes = bytes_of(&pack.join(file)).ok()?;
    let digest = Sha256::digest(&bytes);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    (written["sha256"] == hash.as_str()).then_some(bytes)
}

//! What an issued pack says of itself and keeps of its run.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::issued::{IssuedPack, Kept};
use crate::model::kept::{self, State};

/// The file in which an issued pack keeps its rows; its figures stand where those of every pack do.
pub const KEPT: &str = "issued.json";

/// The manifest of a pack of ours.
pub fn manifest(pack: &Path) -> Option<Value> {
    let bytes = std::fs::read(pack.join("manifest.json")).ok()?;
    let manifest: Value = serde_json::from_slice(&bytes).ok()?;
    manifest.get("monthend").is_some().then_some(manifest)
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
    let bytes = std::fs::read(pack.join(file)).ok()?;
    let digest = Sha256::digest(&bytes);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    (written["sha256"] == hash.as_str()).then_some(bytes)
}

//! The packs that this one follows: what people typed into them, and their figures.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::ingest;
use crate::ingest::issued::{manifest, state};
use crate::model::Span;
use crate::model::typed::TypedGrid;
use crate::report::since::Previous;
use crate::versions::{Versions, earlier};

/// What people typed into the packs that this one follows: those of the same period, the youngest first; else those of the
/// newest earlier one. Workbooks in the `folders` below a pack are read as those at its top; only sheets with one of the
/// `marks` may have room for anything.
pub(super) fn typed(
    out: &Path,
    versions: &Versions,
    period: Span,
    (folders, marks): (&[&str], &BTreeSet<String>),
) -> Vec<TypedGrid> {
    let read = |versions: &Versions| -> Option<Vec<TypedGrid>> {
        let packs = versions.youngest().into_iter();
        let read = packs.filter_map(|pack| ingest::previous::typed_cells(pack, folders, marks));
        let read: Vec<Vec<TypedGrid>> = read.collect();
        (!read.is_empty()).then(|| read.into_iter().flatten().collect())
    };
    let before = || read(&Versions::of(out, earlier(out, period).pop()?));
    read(versions).or_else(before).unwrap_or_default()
}

/// The youngest pack of the period, a draft before an issued one; else that of the newest earlier one.
pub(super) fn previous(out: &Path, versions: &Versions, period: Span) -> Option<Previous> {
    let youngest = |versions: &Versions| versions.youngest().first().and_then(|pack| of(pack));
    youngest(versions).or_else(|| {
        let newest = earlier(out, period).pop()?;
        youngest(&Versions::of(out, newest))
    })
}

fn of(pack: &Path) -> Option<Previous> {
    let manifest: Value = manifest(pack)?;
    Some(Previous {
        name: pack.file_name()?.to_str()?.to_owned(),
        as_of: manifest["as_of"].as_str()?.parse().ok()?,
        period: manifest["period"].as_str()?.parse().ok()?,
        issued: manifest["issued"] == true,
        state: state(pack, &manifest),
    })
}

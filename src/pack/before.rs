//! The packs that this one follows: what people typed into them, and their figures.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::ingest::issued::{manifest, state};
use crate::ingest::previous::{Unread, typed_cells};
use crate::model::Span;
use crate::model::typed::TypedGrid;
use crate::report::since::Previous;
use crate::versions::{Versions, earlier};

/// What people typed into the packs that this one follows: those of the same period, the youngest first; else those of the
/// newest earlier one. One that cannot be read is an error: it would be replaced by one without what stands in it. Workbooks in the `folders` below a pack are read as those at its top; only sheets with one of the
/// `marks` may have room for anything.
pub(super) fn typed(
    out: &Path,
    versions: &Versions,
    period: Span,
    (folders, marks): (&[&str], &BTreeSet<String>),
) -> Result<Vec<TypedGrid>, Error> {
    let lost = |Unread(path)| Error::TypedUnread { path };
    let read = |versions: &Versions| -> Result<Option<Vec<TypedGrid>>, Error> {
        let mut all: Option<Vec<TypedGrid>> = None;
        for pack in versions.youngest() {
            if let Some(typed) = typed_cells(pack, folders, marks).map_err(lost)? {
                all.get_or_insert_default().extend(typed);
            }
        }
        Ok(all)
    };
    if let Some(typed) = read(versions)? {
        return Ok(typed);
    }
    let before = earlier(out, period)
        .pop()
        .map(|period| Versions::of(out, period));
    let typed = before.map(|versions| read(&versions)).transpose()?;
    Ok(typed.flatten().unwrap_or_default())
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

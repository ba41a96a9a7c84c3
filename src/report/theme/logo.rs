//! The agency's picture: a file beside the theme, of a kind and size that every page can carry.

use std::path::Path;
use std::sync::Arc;

use crate::report::xlsx;

/// Most bytes of a picture; every client's workbook carries it.
const MOST_BYTES: u64 = 1_000_000;
/// Most pixels of a side.
const MOST_PIXELS: u32 = 4_000;

/// A picture that was looked at.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Logo {
    /// Name of the file.
    pub file: String,
    /// The file as it is.
    pub bytes: Arc<[u8]>,
    /// `image/png` or `image/jpeg`.
    pub kind: &'static str,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// Reads the picture `name` in the theme's folder; says what is wrong with it.
pub(super) fn read(name: &str, beside: Option<&Path>) -> Result<Logo, String> {
    let path = match beside {
        Some(folder) if is_plain(name) => folder.join(name),
        _ => {
            return Err(format!(
                "{name:?}, expected the name of a file beside the theme, like \"logo.png\""
            ));
        }
    };
    let unread = |source: std::io::Error| format!("{name:?} cannot be read: {source}");
    let about = std::fs::symlink_metadata(&path).map_err(unread)?;
    if !about.is_file() {
        return Err(format!("{name:?} is no file"));
    }
    if about.len() > MOST_BYTES {
        return Err(format!("{name:?} is larger than 1 MB"));
    }
    of_bytes(name, std::fs::read(&path).map_err(unread)?).ok_or_else(|| {
        format!("{name:?} is no whole PNG or JPEG picture of at most 4,000 pixels a side")
    })
}

/// True for a name that cannot lead out of its folder.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.')
        && !name.contains(['/', '\\', ':'])
        && !name.chars().any(char::is_control)
}

fn of_bytes(name: &str, bytes: Vec<u8>) -> Option<Logo> {
    let kind = kind(&bytes)?;
    let size = xlsx::picture_size(&bytes)?;
    let fits = [size.0, size.1]
        .into_iter()
        .all(|side| (1..=MOST_PIXELS).contains(&side));
    fits.then(|| Logo {
        file: name.to_owned(),
        bytes: bytes.into(),
        kind,
        size,
    })
}

/// By how it begins and ends.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let holds_end = |end: &[u8]| {
        let tail = &bytes[bytes.len().saturating_sub(64)..];
        tail.windows(end.len()).any(|part| part == end)
    };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && holds_end(b"IEND") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") && holds_end(b"\xff\xd9") {
        Some("image/jpeg")
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    /// A black picture of one grey pixel row: PNG with the given sides in its head.
    pub(crate) fn png(wide: u32, tall: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(wide.to_be_bytes());
        bytes.extend(tall.to_be_bytes());
        bytes.extend(b"\x08\0\0\0\0\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    #[test]
    fn a_picture_is_read_and_everything_else_refused() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("templates");
        std::fs::create_dir_all(folder.join("sub.png")).expect("a folder");
        let put = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.join(name), bytes).expect("a file");
        };
        std::fs::write(home.path().join("out.png"), png(10, 10)).expect("a file");
        put("logo.png", &png(300, 80));
        put("cut.png", &png(300, 80)[..30]);
        put("wide.png", &png(5_000, 80));
        put("flat.png", &png(0, 80));
        put("text.png", b"not a picture");
        put("large.png", &vec![0; 1_000_001]);
        let read = |name: &str| super::read(name, Some(&folder));
        assert_eq!(read("logo.png").expect("a picture").size, (300, 80));
        for (name, reason) in [
            ("../out.png", "expected the name of a file beside"),
            ("/etc/passwd", "expected the name of a file beside"),
            ("a\\b.png", "expected the name of a file beside"),
            ("none.png", "cannot be read"),
            ("sub.png", "is no file"),
            ("cut.png", "is no whole PNG or JPEG"),
            ("wide.png", "is no whole PNG or JPEG"),
            ("flat.png", "is no whole PNG or JPEG"),
            ("text.png", "is no whole PNG or JPEG"),
            ("large.png", "larger than 1 MB"),
        ] {
            let fault = read(name).expect_err(name);
            assert!(fault.contains(reason), "{name}: {fault}");
        }
        #[cfg(unix)]
        {
            let link = folder.join("link.png");
            std::os::unix::fs::symlink(home.path().join("out.png"), link).expect("a link");
            assert!(read("link.png").expect_err("a link").contains("is no file"));
        }
    }
}

//! Files of the disk, read within bounds: regular ones, up to a size.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

/// The most that is read of a file, in bytes.
pub const LIMIT: u64 = 16 * 1024 * 1024;

/// Why a file was not read. Never holds any of its content.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// A folder.
    #[error("it is a folder, and not a regular file")]
    Folder,
    /// A device, a pipe or a socket: it could block for ever, or never end.
    #[error("it is a pipe, a device or a socket, and not a regular file")]
    NotRegular,
    /// It has more bytes than are read.
    #[error("it has more than {limit} bytes (limit {limit})")]
    TooLarge {
        /// The most that is read.
        limit: u64,
    },
    /// It is in another encoding.
    #[error("not UTF-8 (byte {at})")]
    NotUtf8 {
        /// How many bytes of UTF-8 come before.
        at: usize,
    },
    /// It lies, perhaps by a link, where nothing is read.
    #[error("it lies outside of the repository")]
    Outside,
    /// The system's own refusal.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
}

impl Refused {
    /// Whether there is nothing of this name.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable(error) if matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ))
    }
}

/// The bytes of a regular file, at most [`LIMIT`].
///
/// # Errors
///
/// If it is not a regular file, too large, or unreadable.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Refused> {
    bytes_up_to(path, LIMIT)
}

/// The bytes of a regular file, at most `limit`.
///
/// # Errors
///
/// If it is not a regular file, too large, or unreadable.
pub fn bytes_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    // Asked before opening: opening a pipe would wait for its other end.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(Refused::Folder);
    }
    // What a shell hands over for `<(…)` is open at its other end already.
    if !about.is_file() && !path.starts_with("/dev/fd") {
        return Err(Refused::NotRegular);
    }
    if about.len() > limit {
        return Err(Refused::TooLarge { limit });
    }
    let mut bytes = Vec::new();
    // What grows while it is read is cut, too.
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Refused::TooLarge { limit });
    }
    Ok(bytes)
}

/// The text of a regular file, at most [`LIMIT`] bytes.
///
/// # Errors
///
/// If it is not a regular file, too large, unreadable or not UTF-8.
pub fn text(path: &Path) -> Result<String, Refused> {
    text_of(bytes(path)?)
}

/// Bytes as UTF-8.
///
/// # Errors
///
/// If they are not.
pub fn text_of(bytes: Vec<u8>) -> Result<String, Refused> {
    String::from_utf8(bytes).map_err(|error| Refused::NotUtf8 {
        at: error.utf8_error().valid_up_to(),
    })
}

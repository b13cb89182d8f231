//! To a zip, byte for byte the same for the same files.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{Source, SourceError};

pub(crate) fn write(source: &Source) -> Result<Vec<u8>, SourceError> {
    let failed = |e: String| SourceError::NotZip(e);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (path, bytes) in source.iter() {
        zip.start_file(path, options).map_err(|e| failed(e.to_string()))?;
        zip.write_all(bytes).map_err(|e| failed(e.to_string()))?;
    }
    Ok(zip.finish().map_err(|e| failed(e.to_string()))?.into_inner())
}

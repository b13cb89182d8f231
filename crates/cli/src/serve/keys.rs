//! The operator's key: 32 random bytes in a file that only its owner may read. Who loses it loses the sealed
//! personal data; who copies the database without it reads none.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};

const FILE: &str = "master.key";

/// Reads the key, making it at the first start.
pub(super) fn load_or_create(data: &Path) -> Result<[u8; 32]> {
    let dir = data.join("keys");
    create_dir(&dir)?;
    let path = dir.join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            check_mode(&path)?;
            parse(&text).with_context(|| format!("{} holds no key of 64 hex digits", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => create(&dir, &path),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn parse(text: &str) -> Result<[u8; 32]> {
    let bytes = hex::decode(text.trim())?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("wrong length"))
}

/// Makes a folder that only its owner may enter; an existing one is left as it is.
pub(super) fn create_dir(dir: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).with_context(|| format!("cannot make the folder {}", dir.display()))
}

/// Written whole beside its place and then linked there: a crash leaves no half key, and of two starts at once
/// one key wins.
fn create(dir: &Path, path: &Path) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|e| anyhow::anyhow!("no randomness from the system: {e}"))?;
    let draft = dir.join(format!("{FILE}.{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || -> std::io::Result<()> {
        let mut file = options.open(&draft)?;
        writeln!(file, "{}", hex::encode(key))?;
        file.sync_all()?;
        fs::hard_link(&draft, path)
    };
    let written = write();
    let _ = fs::remove_file(&draft);
    match written {
        Ok(()) => {
            File::open(dir).and_then(|d| d.sync_all()).context("cannot sync the key's folder")?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => parse(&fs::read_to_string(path)?),
        Err(error) => Err(error).with_context(|| format!("cannot write {}", path.display())),
    }
}

fn check_mode(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            bail!("{} can be read by others (mode {mode:o}); run chmod 600 on it", path.display());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let key = load_or_create(dir.path()).unwrap();
        assert_ne!(key, [0; 32]);
        assert_eq!(load_or_create(dir.path()).unwrap(), key);
        let path = dir.path().join("keys").join(FILE);
        assert_eq!(fs::read_dir(dir.path().join("keys")).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(load_or_create(dir.path()).unwrap_err().to_string().contains("chmod 600"));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        fs::write(&path, "short").unwrap();
        assert!(load_or_create(dir.path()).is_err());
    }
}

//! The flags.json in force: a copy, so that the one beside this program stays as it is.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longer than this no edit needs to take effect.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Document {
    directory: PathBuf,
    _watch: flagkit::Watch,
}

impl Document {
    pub(crate) fn watch() -> Result<Self, Box<dyn Error>> {
        let directory = std::env::temp_dir().join(format!("self-rollback-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        let file = directory.join("flags.json");
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("flags.json"), &file)?;
        let watch = flagkit::watch(&file)?;
        Ok(Self { directory, _watch: watch })
    }

    /// Edits the one word as an editor does, and waits until it is in force.
    pub(crate) async fn set_stage(&self, stage: &str) -> Result<(), Box<dyn Error>> {
        let file = self.directory.join("flags.json");
        let text = fs::read_to_string(&file)?;
        let (before, rest) = text.split_once("\"stage\": \"").ok_or("the file has no `stage`")?;
        let (_, after) = rest.split_once('"').ok_or("the file is cut off")?;
        let aside = file.with_extension("new");
        fs::write(&aside, format!("{before}\"stage\": \"{stage}\"{after}"))?;
        let generation = flagkit::health().generation;
        fs::rename(aside, &file)?;
        let edited = Instant::now();
        while flagkit::health().generation == generation {
            if edited.elapsed() > PATIENCE {
                return Err(format!("the edit had no effect:\n{}", flagkit::health()).into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        // Whoever runs this has seen enough; a left-over in the temporary directory is not worth an error.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

//! All services that a spec can use, each parsed when it is first asked for.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{LazyLock, OnceLock},
};

use include_dir::{Dir, include_dir};

use super::Service;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/grants");

/// Why there is no such service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No file of this name.
    #[error("there is no service `{0}`")]
    Unknown(String),
    /// The folder or a file in it could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no YAML, or has other keys than a service.
    #[error("`{key}.yaml` does not describe a service: {problem}")]
    Malformed {
        /// Its stem.
        key: String,
        /// What is wrong.
        problem: String,
    },
}

/// Data files by stem.
#[derive(Debug)]
pub struct Library {
    entries: BTreeMap<String, FileEntry>,
}

#[derive(Debug)]
struct FileEntry {
    text: Cow<'static, str>,
    parsed: OnceLock<Result<Service, String>>,
}

impl FileEntry {
    fn new(text: Cow<'static, str>) -> Self {
        Self {
            text,
            parsed: OnceLock::new(),
        }
    }
}

static EMBEDDED: LazyLock<Library> = LazyLock::new(ours);

/// The library of this process, if it is another one.
static CHOSEN: OnceLock<Library> = OnceLock::new();

fn ours() -> Library {
    let entries = FILES.files().filter_map(|file| {
        let stem = stem(file.path())?;
        let text = file.contents_utf8()?;
        Some((stem, FileEntry::new(Cow::Borrowed(text))))
    });
    Library {
        entries: entries.collect(),
    }
}

/// The stem of a data file's name; `None` for other files.
fn stem(path: &Path) -> Option<String> {
    let is_yaml = path
        .extension()
        .is_some_and(|extension| extension == "yaml");
    is_yaml.then(|| path.file_stem()?.to_str().map(str::to_owned))?
}

impl Library {
    /// The services that this program comes with.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The services that this process knows: those that it comes with, unless
    /// [`Library::add_folder`] said more.
    pub fn shared() -> &'static Self {
        CHOSEN.get().unwrap_or(&EMBEDDED)
    }

    /// Adds the services of a folder to the shared ones, in the place of those with the same key.
    /// To be called once, before the shared library is first used: keys are made from it.
    ///
    /// # Errors
    ///
    /// If the folder or a file in it cannot be read.
    pub fn add_folder(folder: &Path) -> Result<(), Error> {
        let mut library = ours();
        library.entries.extend(Self::from_folder(folder)?.entries);
        // A second call changes nothing: what was read from the first is in use.
        let _ = CHOSEN.set(library);
        Ok(())
    }

    /// The services of the `*.yaml` files in a folder.
    pub fn from_folder(folder: &Path) -> Result<Self, Error> {
        let failed = |path: &Path, source| Error::Read {
            path: path.to_owned(),
            source,
        };
        let mut entries = BTreeMap::new();
        for file in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
            let path = file.map_err(|e| failed(folder, e))?.path();
            if let Some(stem) = stem(&path) {
                let text = fs::read_to_string(&path).map_err(|e| failed(&path, e))?;
                entries.insert(stem, FileEntry::new(Cow::Owned(text)));
            }
        }
        Ok(Self { entries })
    }

    /// The keys of all services, sorted. Parses nothing.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether there is such a service. Parses nothing.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The service with this key; its file is parsed the first time.
    pub fn service(&self, key: &str) -> Result<&Service, Error> {
        let entry = self
            .entries
            .get(key)
            .ok_or_else(|| Error::Unknown(key.to_owned()))?;
        entry
            .parsed
            .get_or_init(|| parse(key, &entry.text))
            .as_ref()
            .map_err(|problem| Error::Malformed {
                key: key.to_owned(),
                problem: problem.clone(),
            })
    }

    /// All services, parsed, in the order of their keys.
    pub fn services(&self) -> impl Iterator<Item = Result<&Service, Error>> {
        self.keys().map(|key| self.service(key))
    }

    /// The service whose grant is the narrower way to what this AWS managed policy is used for,
    /// and what the policy gives beside that. Parses only a file that mentions the policy.
    pub fn instead_of(&self, managed_policy: &str) -> Option<(&Service, &str)> {
        let mentions = |entry: &FileEntry| entry.text.contains(managed_policy);
        self.entries
            .iter()
            .filter(|(_, entry)| mentions(entry))
            .find_map(|(key, _)| {
                let service = self.service(key).ok()?;
                let because = service.instead_of.get(managed_policy)?;
                Some((service, because.as_str()))
            })
    }
}

fn parse(key: &str, text: &str) -> Result<Service, String> {
    let service: Service = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    if service.key != key {
        return Err(format!("its `key` is `{}`, not `{key}`", service.key));
    }
    match super::fault::fault(&service) {
        Some(fault) => Err(fault),
        None => Ok(service),
    }
}

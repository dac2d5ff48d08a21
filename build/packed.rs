//! The managed policies' documents, packed in blocks.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use crate::{Result, word};

/// Raw text of a packed block: small enough to unpack in a millisecond, large enough to pack well.
const BLOCK: usize = 128 * 1024;

/// The managed policies' documents.
#[derive(Default)]
pub(crate) struct Packed {
    /// Where each policy's document is: block, start and end in the unpacked block.
    pub(crate) places: BTreeMap<String, [u32; 3]>,
    /// The packed blocks.
    pub(crate) bytes: Vec<u8>,
    /// Where each block starts in them.
    pub(crate) blocks: Vec<u32>,
}

impl Packed {
    fn close(&mut self, open: &mut String) -> Result<()> {
        self.blocks.push(word(self.bytes.len())?);
        self.bytes
            .extend(miniz_oxide::deflate::compress_to_vec(open.as_bytes(), 8));
        open.clear();
        Ok(())
    }
}

/// Packs the documents, each as minified JSON.
pub(crate) fn pack(input: &Path) -> Result<Packed> {
    let text = format!(
        "\n{}",
        fs::read_to_string(input.join("managed_documents.txt"))?
    );
    let mut packed = Packed::default();
    let mut open = String::new();
    for part in text.split("\n= ").filter(|part| !part.is_empty()) {
        let (head, statements) = part.split_once('\n').ok_or("a policy without statements")?;
        let mut head = head.split(' ');
        let (name, version, id) = (
            head.next().unwrap_or(""),
            head.next().unwrap_or(""),
            head.next(),
        );
        let id = id.map_or(String::new(), |id| format!("\"Id\":\"{id}\","));
        let list = statements.lines().collect::<Vec<_>>().join(",");
        let start = word(open.len())?;
        write!(
            open,
            "{{\"Version\":\"{version}\",{id}\"Statement\":[{list}]}}"
        )?;
        let place = [word(packed.blocks.len())?, start, word(open.len())?];
        packed.places.insert(name.to_owned(), place);
        if open.len() > BLOCK {
            packed.close(&mut open)?;
        }
    }
    packed.close(&mut open)?;
    Ok(packed)
}

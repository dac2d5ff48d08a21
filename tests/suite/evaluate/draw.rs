//! Text at random that means something in HCL, YAML, Terraform templates or IAM policies.

/// A sequence of numbers that look random and are the same in every run (splitmix64).
#[derive(Debug)]
pub(super) struct Draw(u64);

/// Characters of role descriptions and reasons: Latin-1, with line breaks.
pub(super) const LATIN: &[&str] = &[
    "\"",
    "\\",
    "\\n",
    "$${",
    "%{",
    "%{ if true }",
    "%%{",
    "&{",
    "#",
    "//",
    "/*",
    "*/",
    "EOT",
    "\nEOT\n",
    "<<-EOT",
    "$",
    "$$",
    "%",
    "{",
    "}",
    "'",
    "`",
    " ",
    "\t",
    "\n",
    "é",
    "ñ",
    "ß",
    "${var.zone}",
    "${",
    "~}",
    "[",
    "]",
    "\u{a0}",
];

/// Characters of condition values and object keys.
pub(super) const POLICY: &[&str] = &[
    "\"",
    "\\",
    "\\u0041",
    "$${",
    "$${aws:username}",
    "%{",
    "%%{",
    "#",
    "//",
    "EOT",
    "<<EOT",
    "$",
    "%",
    "{",
    "}",
    "'",
    "é",
    "日本",
    "🙂",
    "q\u{323}",
    "👩\u{200d}🚀",
    "${var.zone}",
    "${aws:username}",
    "${aws:PrincipalTag/team, 'none'}",
    "${$}",
    "${*}",
    "*",
    "?",
    ",",
    "[",
    "]",
];

/// Characters of tag values.
pub(super) const TAG: &[&str] = &[
    "é",
    "Ключ",
    "日本",
    " ",
    "_",
    ".",
    ":",
    "/",
    "=",
    "+",
    "-",
    "@",
    "EOT",
    "0",
    "true",
    "null",
    "${var.zone}",
    "\u{a0}",
];

/// Characters of names.
pub(super) const NAME: &[&str] = &["+", "=", ",", ".", "@", "-", "_", "0", "EOT", "${var.zone}"];

/// Characters of paths: printable ASCII without the space.
pub(super) const PATH: &[&str] = &[
    "\"",
    "\\",
    "$${",
    "%{",
    "%%{",
    "#",
    "$",
    "%",
    "{",
    "}",
    "'",
    "EOT",
    "/",
    "<<EOT",
    "&{",
    "~",
    "${var.zone}",
];

/// Every piece that means something somewhere.
pub(super) fn hostile() -> impl Iterator<Item = &'static str> {
    [LATIN, POLICY, TAG, NAME, PATH].concat().into_iter()
}

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(super) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    pub(super) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Text of these pieces, with plain letters between them.
    pub(super) fn text(&mut self, pieces: &[&str]) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(4) {
            text.push_str(self.one(&["", "a", "b1", "x"]));
            text.push_str(self.one(pieces));
        }
        text + self.one(&["", "z", "9"])
    }
}

//! Which actions let a principal raise its own access, return credentials, change permissions or
//! read what is likely to be sensitive.

use super::{Action, table::Table};

/// A way to raise one's own access: all of its actions are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Escalation(usize);

impl Escalation {
    /// Every known way, in the order of the ids.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Table::Escalations.rows().saturating_sub(1)).map(Self)
    }

    /// A stable name: `lambda.pass-invoke`.
    pub fn id(self) -> &'static str {
        Table::Escalations.name(self.0, 0)
    }

    /// What it lets a principal do, as the end of "can …".
    pub fn label(self) -> &'static str {
        Table::Escalations.name(self.0, 1)
    }

    /// The actions that are all needed.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        Table::Escalations
            .children(self.0, 2)
            .map(|row| Action(Table::EscalationActions.cell(row, 0)))
    }
}

/// Why an action deserves attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// It returns credentials.
    Credentials,
    /// It changes who may do what.
    Permissions,
    /// It reads what is likely to be sensitive.
    Reads,
}

impl Action {
    /// Why it deserves attention, if it does.
    pub fn sensitivity(self) -> impl Iterator<Item = Sensitivity> {
        (0..Table::Sensitive.rows())
            .filter(move |row| Table::Sensitive.cell(*row, 0) == self.0)
            .map(|row| match Table::Sensitive.cell(row, 1) {
                0 => Sensitivity::Credentials,
                1 => Sensitivity::Permissions,
                _ => Sensitivity::Reads,
            })
    }
}

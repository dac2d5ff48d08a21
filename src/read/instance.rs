//! stub
use crate::source::Origin;
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) address: String,
    pub(super) origin: Origin,
}

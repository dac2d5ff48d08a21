//! A trust as a whole.

use crate::{
    diag::{Code, Diagnostic},
    spec::decode::{Fields, Report},
};

/// What a principal can and cannot present.
pub(crate) fn trust(fields: &Fields, report: &mut Report<'_>) {
    if fields.has("service") && fields.has("external_id") {
        report.push(
            Diagnostic::new(
                Code::DeadValue,
                fields.key("external_id"),
                "a service presents no external id, so this trust would never hold",
            )
            .also(fields.key("service"), "a service")
            .help("remove it; `aws:SourceAccount` and `aws:SourceArn` bind a service"),
        );
    }
}

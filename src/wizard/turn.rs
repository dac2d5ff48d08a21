//! When a question is put, and what it is where its entry says nothing else.

use serde_json::Value;

use super::{
    place::Codec,
    question::{Asked, Completion, Form, Question, Scope},
};

/// What an entry is where it says nothing else.
pub(super) const BASE: Question = Question {
    key: "",
    flag: "",
    metavar: "TEXT",
    topic: "",
    ask: "",
    why: "",
    note: "",
    form: Form::Text,
    required: false,
    asked: in_turn,
    default: none,
    completion: Completion::Nothing,
    place: &[],
    codec: Codec::Plain,
};

const fn none(_: Scope<'_>) -> Option<Value> {
    None
}

const fn in_turn(_: Scope<'_>) -> Asked {
    Asked::InTurn
}

/// Put when somebody asks for it.
pub(super) const fn on_request(_: Scope<'_>) -> Asked {
    Asked::OnRequest
}

/// Put for a new spec only.
pub(super) const fn new_only(scope: Scope<'_>) -> Asked {
    if scope.editing {
        Asked::Never
    } else {
        Asked::InTurn
    }
}

/// Put where the spec describes an instance.
pub(super) fn with_instance(scope: Scope<'_>) -> Asked {
    if scope.says_yes("instance") {
        Asked::InTurn
    } else {
        Asked::Never
    }
}

/// The same, when somebody asks for it.
pub(super) fn with_instance_on_request(scope: Scope<'_>) -> Asked {
    if scope.says_yes("instance") {
        Asked::OnRequest
    } else {
        Asked::Never
    }
}

/// Whether a question is answered.
pub(super) fn has(scope: Scope<'_>, key: &str) -> bool {
    scope.answers.contains_key(key)
}

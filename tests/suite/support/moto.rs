//! A stand-in for AWS: moto, one server for each account, each on a port of its own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use super::{programs, root};

/// The region that tests work in unless a spec says otherwise.
pub(crate) const REGION: &str = "us-east-1";

/// A running server; it goes when this is dropped, or when the tests are killed.
#[derive(Debug)]
pub(crate) struct Moto {
    server: Child,
    endpoint: String,
}

impl Moto {
    /// A new, empty account; `None`, after saying so, where moto is missing.
    pub(crate) fn start(account: &str) -> Option<Self> {
        Self::with_policies(account, &[])
    }

    /// A new account that holds only these customer managed policies.
    pub(crate) fn with_policies(account: &str, policies: &[String]) -> Option<Self> {
        let mut server = Command::new(programs::python()?)
            .arg(root().join("tests/python/moto_server.py"))
            .arg(account)
            .args(policies)
            // The server ends when this pipe is closed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let stdout = server.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut port).unwrap();
        let port: u16 = port.trim().parse().expect("moto prints its port");
        Some(Self {
            server,
            endpoint: format!("http://127.0.0.1:{port}"),
        })
    }

    /// Where it answers.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What the account holds in `region`, as AWS's own client reads it: see `tests/python/read_back.py`.
    pub(crate) fn read_back(&self, region: &str) -> Value {
        let finished = programs::run(
            Command::new(programs::python().unwrap())
                .arg(root().join("tests/python/read_back.py"))
                .args([self.endpoint(), region]),
            Duration::from_mins(1),
        );
        assert!(finished.status.success(), "{}", finished.stderr);
        serde_json::from_str(&finished.stdout).unwrap()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

//! Signals that ask to end, held back while files are written.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// While it lives, SIGTERM, SIGINT and SIGHUP end nothing: whoever writes asks for them between two
/// files. From then on they do what they always do.
#[derive(Debug)]
pub(super) struct Signals {
    came: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Signals {
    /// Holds them back.
    pub(super) fn held_back() -> Self {
        let signals = Self {
            came: Arc::default(),
            over: Arc::default(),
        };
        signals.register();
        signals
    }

    #[cfg(unix)]
    fn register(&self) {
        use signal_hook::{consts, flag};
        for signal in [consts::SIGTERM, consts::SIGINT, consts::SIGHUP] {
            // A signal that cannot be held back kills, and the next run repairs.
            let _ = flag::register_conditional_default(signal, Arc::clone(&self.over));
            let _ = flag::register(signal, Arc::clone(&self.came));
        }
    }

    #[cfg(not(unix))]
    fn register(&self) {}

    /// Whether one came.
    pub(super) fn ask_to_end(&self) -> bool {
        self.came.load(Ordering::Relaxed)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

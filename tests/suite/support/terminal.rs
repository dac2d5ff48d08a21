//! The program in a terminal: a pseudo-terminal with keys and a screen.

use std::{
    io::{ErrorKind, Write as _},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use expectrl::{
    process::{Termios as _, unix::WaitStatus},
    session::OsSession,
};

/// How long the program may think before a test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// Keys, as a terminal sends them.
pub(crate) mod key {
    pub(crate) const ENTER: &str = "\r";
    pub(crate) const ESCAPE: &str = "\u{1b}";
    pub(crate) const CTRL_C: &str = "\u{3}";
    pub(crate) const UP: &str = "\u{1b}[A";
    pub(crate) const DOWN: &str = "\u{1b}[B";
    pub(crate) const BACKSPACE: &str = "\u{7f}";
    pub(crate) const TAB: &str = "\t";
}

/// A running program and its screen.
pub(crate) struct Terminal {
    session: OsSession,
    screen: vt100::Parser,
    /// All that it has sent.
    sent: Vec<u8>,
    echo: bool,
}

impl Terminal {
    /// Starts `rolewright ARGUMENTS…` in `folder`, in a terminal of this many columns and rows.
    pub(crate) fn start(
        arguments: &[&str],
        folder: &std::path::Path,
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
        command
            .env_clear()
            .env("TERM", "xterm-256color")
            .envs(variables.iter().copied())
            .current_dir(folder)
            .args(arguments);
        let mut session = OsSession::spawn(command).unwrap();
        session
            .get_process_mut()
            .set_window_size(columns, rows)
            .unwrap();
        let echo = session.get_process().is_echo().unwrap();
        Self {
            session,
            screen: vt100::Parser::new(
                std::num::NonZero::new(rows).unwrap(),
                std::num::NonZero::new(columns).unwrap(),
                10_000,
            ),
            sent: Vec::new(),
            echo,
        }
    }

    /// Takes in what has been sent; whether the program still has its terminal.
    fn take(&mut self) -> bool {
        let mut buffer = [0; 4096];
        loop {
            match self.session.try_read(&mut buffer) {
                Ok(0) => return false,
                Ok(count) => {
                    self.screen.process(&buffer[..count]);
                    self.sent.extend(&buffer[..count]);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                // Linux says so when the other side is closed.
                Err(_) => return false,
            }
        }
    }

    /// What stands on the screen.
    pub(crate) fn screen(&self) -> String {
        self.screen.screen().contents()
    }

    /// What stands on the screen, line by line, lines that it had to break whole.
    pub(crate) fn lines(&self) -> Vec<String> {
        let (_, columns) = self.screen.screen().size();
        let mut lines: Vec<String> = Vec::new();
        let mut goes_on = false;
        for (number, row) in (0..).zip(self.screen.screen().rows(0, columns.get())) {
            match lines.last_mut().filter(|_| goes_on) {
                Some(line) => line.push_str(&row),
                None => lines.push(row),
            }
            goes_on = self.screen.screen().row_wrapped(number);
        }
        lines
            .iter()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// All that was sent, as text with escapes.
    pub(crate) fn sent(&self) -> String {
        String::from_utf8_lossy(&self.sent).into_owned()
    }

    /// Waits until this stands on the screen, line breaks aside.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        self.wait(text, |screen| flat(screen).contains(&flat(text)));
    }

    /// Waits until the open question is this one.
    #[track_caller]
    pub(crate) fn asks(&mut self, text: &str) {
        let wanted = flat(text);
        let start = Instant::now();
        while !self.open_question().starts_with(&wanted) {
            assert!(
                self.take(),
                "the program ended before `{text}`:\n{}",
                self.screen()
            );
            assert!(
                start.elapsed() < PATIENCE,
                "`{text}` is not asked:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    fn wait(&mut self, what: &str, is_there: impl Fn(&str) -> bool) {
        let start = Instant::now();
        loop {
            let open = self.take();
            let screen = self.screen();
            if is_there(&screen) {
                return;
            }
            assert!(open, "the program ended before `{what}`:\n{screen}");
            assert!(
                start.elapsed() < PATIENCE,
                "no `{what}` on the screen:\n{screen}"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.session.write_all(keys.as_bytes()).unwrap();
        self.session.flush().unwrap();
    }

    /// Waits for a question and answers it.
    #[track_caller]
    pub(crate) fn answer(&mut self, question: &str, keys: &str) {
        self.asks(question);
        self.press(keys);
    }

    /// Presses the same keys at every question until this one is open.
    #[track_caller]
    pub(crate) fn press_until(&mut self, keys: &str, question: &str) {
        let wanted = flat(question);
        for _ in 0..60 {
            let before = self.open_question();
            if before.starts_with(&wanted) {
                return;
            }
            if !before.is_empty() {
                self.press(keys);
            }
            let start = Instant::now();
            while self.open_question() == before {
                assert!(
                    self.take(),
                    "the program ended before `{question}`:\n{}",
                    self.screen()
                );
                assert!(
                    start.elapsed() < PATIENCE,
                    "`{before}` stays:\n{}",
                    self.screen()
                );
                thread::sleep(Duration::from_millis(5));
            }
        }
        panic!("`{question}` is never asked:\n{}", self.screen());
    }

    /// The open question, without spaces; nothing while the program works.
    fn open_question(&self) -> String {
        // The cursor comes back when a prompt is drawn.
        if self.screen.screen().hide_cursor() {
            return String::new();
        }
        let screen = self.screen();
        // Only an open question has its explanation in brackets below it.
        let Some(at) = screen
            .rfind("\n? ")
            .map(|at| at + 1)
            .or_else(|| screen.starts_with("? ").then_some(0))
        else {
            return String::new();
        };
        let open = &screen[at..];
        if flat(open).ends_with(']') {
            flat(&open[1..])
        } else {
            String::new()
        }
    }

    /// Waits for the end and gives the exit code; the terminal must be as it was.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> i32 {
        let start = Instant::now();
        while self.take() {
            assert!(
                start.elapsed() < PATIENCE,
                "it does not end:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
        let status = self.session.get_process().wait().unwrap();
        assert!(
            !self.screen.screen().hide_cursor(),
            "the cursor stays hidden"
        );
        assert!(
            !self.screen.screen().bracketed_paste(),
            "pastes stay bracketed"
        );
        assert_eq!(
            self.session.get_process().is_echo().ok(),
            Some(self.echo),
            "the terminal stays raw"
        );
        match status {
            WaitStatus::Exited(_, code) => code,
            other => panic!("it was ended: {other:?}"),
        }
    }
}

/// Text without spaces and line breaks, since a narrow screen breaks anywhere.
fn flat(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

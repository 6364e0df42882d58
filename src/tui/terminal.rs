//! The terminal: taken over at the start, given back as it was, whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::picture::THREAD;

/// Columns of the terminal; `None` if there is none, or it does not tell.
pub fn columns() -> Option<u16> {
    let size = crossterm::terminal::size();
    // Some tell that they have no columns at all.
    size.ok()
        .map(|(columns, _)| columns)
        .filter(|columns| *columns > 0)
}

/// A picture of so many bytes goes to the terminal as one piece.
const PICTURE: usize = 64 << 10;

/// True while the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours; dropping it gives it back.
pub struct Screen {
    /// Draws on it.
    pub terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over: raw keys, the alternate screen, the mouse. A panic gives it back
    /// before its message is printed.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn take() -> io::Result<Screen> {
        give_back_on_panic();
        take_over()?;
        let out = BufWriter::with_capacity(PICTURE, stdout());
        let terminal = match Terminal::new(CrosstermBackend::new(out)) {
            Ok(terminal) => terminal,
            Err(error) => {
                give_back();
                return Err(error);
            }
        };
        Ok(Screen { terminal })
    }

    /// Takes the terminal over again after it was given back.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn take_again(&mut self) -> io::Result<()> {
        take_over()?;
        self.clear()
    }

    /// Forgets what is on the terminal, so that everything is drawn anew. The terminal is not asked
    /// for its cursor, as ratatui's own `clear` does: the answer would be taken for keys.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn clear(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Sends bytes that are no drawing.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_over() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let entered = execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        Hide
    );
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Gives the terminal back, if it is ours. Errors are of no use here: there is nobody to tell.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ = queue!(
            out,
            DisableBracketedPaste,
            DisableMouseCapture,
            LeaveAlternateScreen,
            Show
        );
        let _ = out.flush();
        let _ = disable_raw_mode();
    }
}

fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            // An image that its decoder gives up on is caught and told on the screen.
            if thread::current().name() == Some(THREAD) {
                return;
            }
            give_back();
            before(info);
        }));
    });
}

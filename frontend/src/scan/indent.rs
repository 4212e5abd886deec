//! Indentation, as CPython's tokenizer measures it.

use super::Fault;
use crate::error::ErrorKind;

/// Levels of indentation, the outermost included (`MAXINDENT`).
const MAX_LEVELS: usize = 100;
/// A tab reaches the next multiple of this.
const TAB: usize = 8;

/// The columns of the open blocks.
pub struct Indentation {
    /// For each block its column with tabs of eight and with tabs of one: both must agree on what is deeper.
    levels: Vec<(usize, usize)>,
}

impl Default for Indentation {
    fn default() -> Self {
        Self { levels: vec![(0, 0)] }
    }
}

impl Indentation {
    /// Takes in the line that begins at `start`; blank and comment lines do not count.
    pub fn line(&mut self, bytes: &[u8], start: usize) -> Result<(), Fault> {
        let (mut column, mut narrow, mut at) = (0, 0, start);
        loop {
            match bytes.get(at) {
                Some(b' ') => (column, narrow) = (column + 1, narrow + 1),
                Some(b'\t') => (column, narrow) = ((column / TAB + 1) * TAB, narrow + 1),
                Some(b'\x0c') => (column, narrow) = (0, 0),
                None | Some(b'\n' | b'#' | b'\\') => return Ok(()),
                Some(_) => break,
            }
            at += 1;
        }
        self.enter(column, narrow, bytes, at)
    }

    fn enter(
        &mut self,
        column: usize,
        narrow: usize,
        bytes: &[u8],
        at: usize,
    ) -> Result<(), Fault> {
        let end_of_line = || {
            let rest = &bytes[at..];
            at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
        };
        let start_of_line =
            || bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        let tabs = || Fault {
            kind: ErrorKind::TabError,
            ..Fault::new(
                "inconsistent use of tabs and spaces in indentation",
                start_of_line(),
                None,
            )
        };
        let indentation = |msg: &str| Fault {
            kind: ErrorKind::IndentationError,
            ..Fault::new(msg, end_of_line(), None)
        };
        let top = |levels: &[(usize, usize)]| levels.last().copied().unwrap_or((0, 0));
        if column > top(&self.levels).0 {
            if self.levels.len() >= MAX_LEVELS {
                let fault = indentation("too many levels of indentation");
                return Err(Fault { is_limit: true, ..fault });
            }
            if narrow <= top(&self.levels).1 {
                return Err(tabs());
            }
            self.levels.push((column, narrow));
            return Ok(());
        }
        while column < top(&self.levels).0 {
            self.levels.pop();
        }
        if column != top(&self.levels).0 {
            return Err(indentation("unindent does not match any outer indentation level"));
        }
        if narrow != top(&self.levels).1 {
            return Err(tabs());
        }
        Ok(())
    }
}

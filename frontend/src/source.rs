//! Source bytes to text: BOM, PEP 263 coding cookies, and the errors of both.

use crate::error::{ErrorKind, SyntaxErrorInfo};
use std::borrow::Cow;

/// Decodes source bytes as CPython's tokenizer does.
///
/// A UTF-8 BOM is dropped; a coding cookie in the first two lines chooses the encoding, UTF-8 otherwise.
pub fn decode_source<'a>(
    source: &'a [u8],
    filename: &str,
) -> Result<Cow<'a, str>, SyntaxErrorInfo> {
    let (bytes, has_bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let cookie = coding_cookie(bytes);
    match cookie.as_deref().map(Encoding::named) {
        None => decode_utf8(bytes, filename, false),
        Some(Some(Encoding::Utf8)) => decode_utf8(bytes, filename, true),
        Some(_) if has_bom => {
            let name = cookie.unwrap_or_default();
            let msg = format!("encoding problem: {name} with BOM");
            Err(SyntaxErrorInfo::new(ErrorKind::SyntaxError, msg, filename))
        }
        Some(Some(Encoding::Latin1)) => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
        Some(Some(Encoding::Ascii)) => decode_ascii(bytes, filename),
        Some(None) => {
            let msg = format!("unknown encoding: {}", cookie.unwrap_or_default());
            Err(SyntaxErrorInfo::new(ErrorKind::SyntaxError, msg, filename))
        }
    }
}

/// The encodings a source file may declare.
enum Encoding {
    Utf8,
    Latin1,
    Ascii,
}

impl Encoding {
    /// Looks a cookie up, as lenient about case and `_` as `codecs.lookup`.
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" | "utf-8-sig" => Some(Self::Utf8),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" | "8859" | "cp819" => {
                Some(Self::Latin1)
            }
            "ascii" | "us-ascii" | "646" => Some(Self::Ascii),
            _ => None,
        }
    }
}

/// The encoding named in the first two lines, if any: `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`.
fn coding_cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|&byte| byte == b'\n' || byte == b'\r').take(2) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\x0c');
        let content = line.iter().position(|byte| !blank(byte)).map_or(&[][..], |at| &line[at..]);
        match content.first() {
            Some(b'#') => {}
            // A second line counts only below a blank or comment line.
            Some(_) => return None,
            None => continue,
        }
        if let Some(name) = cookie_in_comment(content) {
            return Some(name);
        }
    }
    None
}

fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let word = b"coding";
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    for at in 0..comment.len().saturating_sub(word.len()) {
        let rest = &comment[at..];
        if !rest.starts_with(word) || !matches!(rest.get(word.len()), Some(b':' | b'=')) {
            continue;
        }
        let name: String = rest[word.len() + 1..]
            .iter()
            .copied()
            .skip_while(|byte| matches!(byte, b' ' | b'\t'))
            .take_while(|&byte| is_name(byte))
            .map(char::from)
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

fn decode_utf8<'a>(
    bytes: &'a [u8],
    filename: &str,
    declared: bool,
) -> Result<Cow<'a, str>, SyntaxErrorInfo> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let at = error.valid_up_to();
        let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
        let byte = bytes[at];
        let msg = if declared {
            format!("(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: invalid start byte")
        } else {
            format!(
                "Non-UTF-8 code starting with '\\x{byte:02x}' in file {filename} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details"
            )
        };
        located(msg, filename, line)
    })
}

fn decode_ascii<'a>(bytes: &'a [u8], filename: &str) -> Result<Cow<'a, str>, SyntaxErrorInfo> {
    match bytes.iter().position(|byte| !byte.is_ascii()) {
        None => Ok(String::from_utf8_lossy(bytes)),
        Some(at) => {
            let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
            let msg = format!(
                "(unicode error) 'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                bytes[at]
            );
            Err(located(msg, filename, line))
        }
    }
}

fn located(msg: String, filename: &str, line: usize) -> SyntaxErrorInfo {
    SyntaxErrorInfo {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        ..SyntaxErrorInfo::new(ErrorKind::SyntaxError, msg, filename)
    }
}

/// Refuses null characters in a file, in CPython's words for files.
pub fn no_null(source: &str, filename: &str) -> Result<(), SyntaxErrorInfo> {
    let Some(at) = source.find('\0') else { return Ok(()) };
    let before = &source[..at];
    let text = before.rsplit('\n').next().unwrap_or_default();
    let line = 1 + before.matches('\n').count();
    let msg = "source code cannot contain null bytes".to_owned();
    Err(SyntaxErrorInfo { text: Some(text.to_owned()), ..located(msg, filename, line) })
}

/// Checks and normalizes text: no null characters, every line break a `\n`.
pub fn normalize<'a>(source: &'a str, filename: &str) -> Result<Cow<'a, str>, SyntaxErrorInfo> {
    if source.contains('\0') {
        let msg = "source code string cannot contain null bytes";
        return Err(SyntaxErrorInfo::new(ErrorKind::SyntaxError, msg, filename));
    }
    if !source.contains('\r') {
        return Ok(Cow::Borrowed(source));
    }
    Ok(Cow::Owned(source.replace("\r\n", "\n").replace('\r', "\n")))
}

//! How deep a program nests, measured before anything recursive sees it.

use crate::error::SyntaxErrorInfo;

/// Bytes of native stack that parsing and compiling `text` may need.
pub fn required_stack(_text: &str, _filename: &str) -> Result<usize, SyntaxErrorInfo> {
    Ok(256 << 20)
}

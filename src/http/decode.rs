//! Undoes a body's Content-Encoding (RFC 9110, 8.4).
//!
//! reqwest could, but it takes the header away, and a check has to see the headers as they came.

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The codings that [`decode`] knows, as an Accept-Encoding header.
pub(super) const ACCEPTED: &str = "gzip, br, zstd, deflate";

/// Why a body could not be decoded.
#[derive(Debug, thiserror::Error)]
pub(super) enum DecodeError {
    /// The bytes are not what the header says.
    #[error("decode the body as {coding}: {source}")]
    Broken {
        /// The coding.
        coding: String,
        /// The decoder's words.
        source: std::io::Error,
    },
    /// What comes out is larger than the limit.
    #[error("decode the body within {0} bytes")]
    TooLarge(usize),
}

/// The body with its codings undone, last applied first; from an unknown coding on it is left as it is.
pub(super) async fn decode(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, DecodeError> {
    if body.is_empty() || !headers.contains_key(CONTENT_ENCODING) {
        return Ok(body);
    }
    let values: Vec<&str> = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let codings = values.iter().flat_map(|value| value.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
    let mut body = body;
    for coding in codings.collect::<Vec<_>>().into_iter().rev() {
        let decoded = match coding.as_str() {
            "" | "identity" => continue,
            "gzip" | "x-gzip" => {
                let mut decoder = GzipDecoder::new(&body[..]);
                // A gzip body may have several members (RFC 1952, 2.2).
                decoder.multiple_members(true);
                read(decoder, limit).await
            }
            "deflate" => read(ZlibDecoder::new(&body[..]), limit).await,
            "br" => read(BrotliDecoder::new(&body[..]), limit).await,
            "zstd" => {
                let mut decoder = ZstdDecoder::new(&body[..]);
                decoder.multiple_members(true);
                read(decoder, limit).await
            }
            _ => break,
        };
        body = match decoded {
            Ok(decoded) if decoded.len() > limit => return Err(DecodeError::TooLarge(limit)),
            Ok(decoded) => decoded.into(),
            Err(source) => return Err(DecodeError::Broken { coding, source }),
        };
    }
    Ok(body)
}

/// Reads one byte more than the limit at most, so that a small body that unpacks without end does no harm.
async fn read(decoder: impl AsyncRead + Unpin, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut body).await?;
    Ok(body)
}

//! Replies that somebody on the way compressed though nobody asked for it: what is inside is what was asked for.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::{MultiGzDecoder, ZlibDecoder};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE};
use reqwest::{Body, Method, Response};

use super::{HttpError, body, reply, shown_url};

enum Decoder {
    Gzip(MultiGzDecoder<Vec<u8>>),
    Deflate(ZlibDecoder<Vec<u8>>),
}

/// The same reply with its body as it is meant, without the headers that speak of the compressed one: of a range, too,
/// which counted other bytes. A reply without a body is left alone.
///
/// # Errors
/// [`HttpError::Coding`] for a coding that is not known here.
pub(super) fn decoded(method: &Method, response: Response) -> Result<Response, HttpError> {
    let coding = reply::header(response.headers(), CONTENT_ENCODING.as_str()).unwrap_or_default().to_ascii_lowercase();
    if coding.is_empty() || coding == "identity" || *method == Method::HEAD {
        return Ok(response);
    }
    let url = shown_url(response.url().as_str());
    let decoder = Decoder::named(&coding).ok_or(HttpError::Coding { url, coding })?;
    let mut headers = response.headers().clone();
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE] {
        headers.remove(name);
    }
    let (status, url) = (response.status(), response.url().clone());
    Ok(body::reply(status, headers, url, Body::wrap_stream(decoder.read(response))))
}

impl Decoder {
    fn named(coding: &str) -> Option<Self> {
        match coding {
            "gzip" | "x-gzip" => Some(Self::Gzip(MultiGzDecoder::new(Vec::new()))),
            "deflate" => Some(Self::Deflate(ZlibDecoder::new(Vec::new()))),
            _ => None,
        }
    }

    fn read(self, response: Response) -> BoxStream<'static, io::Result<Bytes>> {
        let state = (response.bytes_stream(), Some(self));
        let decoded = stream::unfold(state, async |(mut chunks, decoder)| {
            let mut decoder = decoder?;
            let Some(chunk) = chunks.next().await else { return Some((decoder.end(), (chunks, None))) };
            match chunk.map_err(io::Error::other).and_then(|chunk| decoder.decode(&chunk)) {
                Ok(plain) => Some((Ok(plain), (chunks, Some(decoder)))),
                Err(error) => Some((Err(error), (chunks, None))),
            }
        });
        decoded.filter(|piece| std::future::ready(!piece.as_ref().is_ok_and(Bytes::is_empty))).boxed()
    }

    fn decode(&mut self, chunk: &[u8]) -> io::Result<Bytes> {
        let plain = match self {
            Self::Gzip(decoder) => decoder.write_all(chunk).map(|()| std::mem::take(decoder.get_mut())),
            Self::Deflate(decoder) => decoder.write_all(chunk).map(|()| std::mem::take(decoder.get_mut())),
        };
        plain.map(Bytes::from)
    }

    /// What is left, or that the end is missing.
    fn end(&mut self) -> io::Result<Bytes> {
        let rest = match self {
            Self::Gzip(decoder) => decoder.try_finish().map(|()| std::mem::take(decoder.get_mut())),
            Self::Deflate(decoder) => decoder.try_finish().map(|()| std::mem::take(decoder.get_mut())),
        };
        rest.map(Bytes::from)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE};
    use reqwest::{Body, Method, Response, ResponseBuilderExt};

    use super::{HttpError, decoded};

    fn reply(coding: &str, body: &[u8]) -> Response {
        let builder = http::Response::builder().header("content-encoding", coding).header("content-length", body.len());
        let builder = builder.header("content-range", "bytes 0-8/9").url("http://hub.example/api".parse().unwrap());
        let pieces: Vec<_> =
            body.chunks(3).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
        builder.body(Body::wrap_stream(futures_util::stream::iter(pieces))).unwrap().into()
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(vec![], Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[tokio::test]
    async fn what_is_inside_comes_out_without_the_headers_of_the_wrapping() {
        let mut zlib = ZlibEncoder::new(vec![], Compression::default());
        zlib.write_all(b"content").unwrap();
        for (coding, body) in
            [("gzip", gzip("content")), ("deflate", zlib.finish().unwrap()), ("identity", b"content".into())]
        {
            let response = decoded(&Method::GET, reply(coding, &body)).unwrap();
            let is_plain = coding == "identity";
            assert_eq!(response.headers().contains_key(CONTENT_LENGTH), is_plain);
            assert_eq!(response.headers().contains_key(CONTENT_RANGE), is_plain);
            assert_eq!(response.bytes().await.unwrap(), "content", "{coding}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_cut_off_is_an_error() {
        let whole = gzip(&"content".repeat(100));
        let response = decoded(&Method::GET, reply("gzip", &whole[..whole.len() - 9])).unwrap();
        assert!(response.bytes().await.is_err());
    }

    #[test]
    fn an_unknown_coding_is_named() {
        let refused = decoded(&Method::GET, reply("br", b"x"));
        let Err(HttpError::Coding { coding, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(coding, "br");
    }
}

//! One connection to a mock: what ends it, when neither its client nor an answer does.

use std::fmt::Display;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// How long a beat is: all connections are looked at together, so that no request has to set a timer of its own.
pub(super) const BEAT: Duration = Duration::from_secs(10);
/// How many beats a client may take for the head of its request: 30 to 40 seconds, as the first may come at once.
const PATIENCE: u64 = 4;

/// What all connections are told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pulse {
    /// How many beats there were.
    pub(super) beat: u64,
    /// Whether the server takes no more requests.
    pub(super) stopping: bool,
}

/// Whose turn it is on a connection; one thread serves them all, so that no step needs to be atomic.
///
/// The number is even while a head is awaited and odd while a request is answered; each step makes it larger.
#[derive(Debug, Default)]
pub(super) struct Turn(AtomicU64);

impl Turn {
    /// A head has arrived.
    pub(super) fn ours(&self) {
        self.0.store(self.0.load(Ordering::Relaxed) | 1, Ordering::Relaxed);
    }

    /// The request has been answered.
    pub(super) fn theirs(&self) {
        self.0.store((self.0.load(Ordering::Relaxed) | 1) + 1, Ordering::Relaxed);
    }

    /// The client took a part of the answer.
    fn moved(&self) {
        self.0.store(self.0.load(Ordering::Relaxed) + 2, Ordering::Relaxed);
    }

    /// Which head is awaited; none while a request is answered.
    fn awaited(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|turn| turn % 2 == 0)
    }
}

/// Serves a connection to its end: that of its client, that of the server, or that of the patience with its client.
pub(super) async fn tend<C>(connection: C, turn: Arc<Turn>, mut pulse: watch::Receiver<Pulse>)
where
    C: GracefulConnection,
    C::Error: Display,
{
    let mut connection = pin!(connection);
    let mut since = pulse.borrow().beat;
    let mut awaited = turn.awaited();
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => return told(ended),
            changed = pulse.changed() => {
                let Pulse { beat, stopping } = *pulse.borrow_and_update();
                if stopping || changed.is_err() {
                    connection.as_mut().graceful_shutdown();
                    return told(connection.await);
                }
                let now = turn.awaited();
                if now.is_none() || now != awaited {
                    (awaited, since) = (now, beat);
                } else if beat - since >= PATIENCE {
                    tracing::debug!("a connection to the mock was closed: no request came over it");
                    return;
                }
            }
        }
    }
}

fn told<E: Display>(ended: Result<(), E>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to the mock ended early");
    }
}

/// A stream that says when its client takes something.
#[derive(Debug)]
pub(super) struct Watched<S> {
    pub(super) stream: S,
    pub(super) turn: Arc<Turn>,
}

impl<S> Watched<S> {
    fn written(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(result, Poll::Ready(Ok(1..))) {
            self.turn.moved();
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.written(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;

//! A person's wish to stop: the first one is heeded with care, the second at once.

use tokio::sync::watch;

/// Whether a person has asked to stop. Clones share it.
#[derive(Debug, Clone)]
pub struct Stop {
    receiver: watch::Receiver<bool>,
}

/// The side that asks.
#[derive(Debug)]
pub struct StopSwitch {
    sender: watch::Sender<bool>,
}

impl StopSwitch {
    /// A switch, and who looks at it.
    #[must_use]
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Self { sender }, Stop { receiver })
    }

    /// Asks to stop.
    pub fn press(&self) {
        self.sender.send_replace(true);
    }
}

impl Stop {
    /// Whether it was asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        *self.receiver.borrow()
    }

    /// Waits until it is asked; for ever where it never is.
    pub async fn wait(&self) {
        let mut receiver = self.receiver.clone();
        if receiver.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

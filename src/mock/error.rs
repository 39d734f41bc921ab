//! Why a mock cannot be run.

/// Why a mock cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// Names that the file declares and no one gave.
    #[error("run the mock `{mock}`: no value for {}", missing.join(", "))]
    Missing {
        /// The mock.
        mock: String,
        /// The names.
        missing: Vec<String>,
    },
    /// The address cannot be listened on.
    #[error("listen on {address} for the mock `{mock}`: {cause}")]
    Listen {
        /// The mock.
        mock: String,
        /// The address.
        address: std::net::SocketAddr,
        /// The system's word.
        cause: std::io::Error,
    },
    /// The server's thread could not be started.
    #[error("start the mock `{mock}`: {cause}")]
    Start {
        /// The mock.
        mock: String,
        /// The system's word.
        cause: std::io::Error,
    },
}

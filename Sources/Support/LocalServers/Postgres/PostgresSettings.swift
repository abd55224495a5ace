/// The settings of a private PostgreSQL server: made for bulk loads, with nothing taken from durability.
///
/// `fsync`, `full_page_writes`, `synchronous_commit` and `autovacuum` stay at their default, on.
enum PostgresSettings {
    static func arguments(port: LoopbackPort, walCompression: String) -> [String] {
        let settings: KeyValuePairs = [
            // Loopback TCP only: no socket file that another user could reach or that has a path too long for a socket.
            "listen_addresses": "127.0.0.1",
            "port": "\(port.number)",
            "unix_socket_directories": "",
            // The default 128 MB is small for indexes under load; more than this takes memory from a small machine.
            "shared_buffers": "256MB",
            // Checkpoints by time, not every GB: each one makes the next change of every page write the full page to
            // the WAL.
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            // Those full pages, compressed.
            "wal_compression": walCompression,
            // Room for large COPY transactions, so that backends do not wait for the WAL writer's next turn.
            "wal_buffers": "16MB",
            // Indexes built after a load, and the vacuum that follows one.
            "maintenance_work_mem": "256MB",
            // Loads are many short statements; compiling them costs more than it saves.
            "jit": "off",
            // Standard error goes to the log file of the state directory.
            "logging_collector": "off",
            "log_destination": "stderr",
            "log_timezone": "UTC",
            "timezone": "UTC",
        ]
        return settings.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    }
}

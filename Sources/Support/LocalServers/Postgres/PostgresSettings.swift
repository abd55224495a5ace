/// The settings of a private PostgreSQL server: for bulk loads, with full durability.
///
/// `fsync`, `full_page_writes`, `synchronous_commit` and `autovacuum` stay at their default, on.
enum PostgresSettings {
    static func arguments(port: ServerPort, walCompression: String) -> [String] {
        let settings: KeyValuePairs = [
            // TCP only, on a single host at loopback: another user could reach a socket file, and its path could be too long.
            "listen_addresses": port.address,
            "port": "\(port.number)",
            "unix_socket_directories": "",
            // The default 128 MB is small for indexes under load; more than this is too much for a small machine.
            "shared_buffers": "256MB",
            // Checkpoints by time, not every GB: after each one, the first change of every page writes the full page to
            // the WAL.
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            // Compresses those full pages.
            "wal_compression": walCompression,
            // Room for large COPY transactions, so that backends do not wait for the WAL writer's next turn.
            "wal_buffers": "16MB",
            // For index builds and the vacuum after a load.
            "maintenance_work_mem": "256MB",
            // A load has many short statements; compiling them costs more than it saves.
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

/// The time of a file's last change, as the ledger keeps it.
enum FileTime {
    /// From nanoseconds since the Unix epoch to PostgreSQL's microseconds since 2000-01-01 00:00:00 UTC.
    static func microsecondsSince2000(_ modified: Int64) -> Int64 { modified / 1000 - 946_684_800_000_000 }
}

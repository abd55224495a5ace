/// Where a stored row came from, as the column `origin` of its table has it: a source and a record of it.
///
/// Of 63 bits, the lowest 36 are the record's number, and the 26 above them the source's. The highest tells that the source replaces
/// what contradicts it. See `sql/0018_record_origins.sql`.
package struct RecordOrigin: Sendable, Hashable {
    private static let recordBits: UInt64 = 36
    private static let sourceBits: UInt64 = 26
    private static let replacing: UInt64 = 1 << (recordBits + sourceBits)

    /// The value of the column; 0 stands for NULL, if an earlier version loaded the row.
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Parameters:
    ///   - source: the number of the source in the ledger.
    ///   - record: the number of the record in the source, from 1.
    package init(source: UInt32, record: UInt64, replaces: Bool) {
        rawValue = (replaces ? Self.replacing : 0) | UInt64(source) << Self.recordBits | record & Self.recordMask
    }

    private static var recordMask: UInt64 { (1 << recordBits) - 1 }

    package var source: UInt32 {
        UInt32(truncatingIfNeeded: rawValue >> Self.recordBits) & ((1 << Self.sourceBits) - 1)
    }
    package var record: UInt64 { rawValue & Self.recordMask }

    /// Of two rows with one key and other content, that of the higher rank stays. Sources that keep what is stored have 0; those that
    /// replace it have higher ranks the later they were registered.
    package var rank: UInt64 { max(rawValue, Self.replacing) >> Self.recordBits & ((1 << Self.sourceBits) - 1) }

    /// The rank as SQL, of a column that may be NULL; greater by a constant, which no comparison notices.
    package static func rankExpression(of column: String) -> String {
        "(greatest(coalesce(\(column), 0), \(replacing)) >> \(recordBits))"
    }

    /// The number of the source as SQL.
    package static func sourceExpression(of column: String) -> String {
        "((\(column) >> \(recordBits)) & \((1 << sourceBits) - 1))"
    }

    /// The number of the record as SQL.
    static func recordExpression(of column: String) -> String { "(\(column) & \(recordMask))" }
}

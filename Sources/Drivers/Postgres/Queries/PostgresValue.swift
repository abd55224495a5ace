/// A parameter of a query.
package enum PostgresValue: Sendable, Equatable {
    case null
    /// A text that the server reads as the type that the statement expects: `2022-08-08T23:06:52Z` for a `timestamptz`.
    case text(String)
    /// A `bigint`.
    case integer(Int64)
    case bool(Bool)
    /// A `bytea`.
    case bytes([UInt8])
    /// 16 bytes.
    case uuid([UInt8])
    /// A `timestamptz`.
    case timestamp(microsecondsSince2000: Int64)
    /// A `text[]`.
    case textArray([String?])
}

package import ETLModels

/// The value of a parameter of a statement.
package enum SQLParameter: Sendable, Hashable {
    /// A `bigint`.
    case integer(Int64)
    /// A `numeric` as decimal digits.
    case number(String)
    /// A `text`.
    case text(String)
    /// A `bytea`.
    case bytes([UInt8])
    /// A `bytea[]`.
    case bytesList([[UInt8]])
    /// A `timestamptz`.
    case time(Timestamp)

    /// The type, which the statement casts the parameter to.
    var type: String {
        switch self {
        case .integer: "bigint"
        case .number: "numeric"
        case .text: "text"
        case .bytes: "bytea"
        case .bytesList: "bytea[]"
        case .time: "timestamptz"
        }
    }

    /// The bytes that the value takes, about.
    var byteCount: Int {
        switch self {
        case .integer, .time: 16
        case .number(let text), .text(let text): 32 + text.utf8.count
        case .bytes(let bytes): 32 + bytes.count
        case .bytesList(let list): list.reduce(32) { $0 + 32 + $1.count }
        }
    }

    /// The value as a text that PostgreSQL reads.
    package var text: String {
        switch self {
        case .integer(let value): String(value)
        case .number(let text), .text(let text): text
        case .bytes(let bytes): "\\x" + Hexadecimal.text(bytes)
        case .bytesList(let list): "{" + list.map { "\"\\\\x\(Hexadecimal.text($0))\"" }.joined(separator: ",") + "}"
        case .time(let time): time.description
        }
    }
}

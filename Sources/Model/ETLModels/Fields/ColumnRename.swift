/// A field that a source calls by another name than its column has: `tx_hash=transaction_hash`.
public struct ColumnRename: Sendable, Hashable {
    /// The field's name in the source; compared as ``HeaderName`` says.
    public let name: String
    /// The name of the column in the table.
    public let column: String

    /// Calls a field by its column's name.
    public init(name: String, column: String) {
        self.name = name
        self.column = column
    }

    /// Whether a field has the name that this replaces.
    public func isOf(_ field: String) -> Bool { HeaderName.normalized(field) == HeaderName.normalized(name) }
}

extension ColumnRename: LosslessStringConvertible {
    /// Reads `NAME=COLUMN`. The last equals sign counts, because only names may contain one.
    public init?(_ text: String) {
        guard let place = text.lastIndex(of: "=") else { return nil }
        let (name, column) = (String(text[..<place]), HeaderName.normalized(String(text[text.index(after: place)...])))
        guard !HeaderName.normalized(name).isEmpty, !column.isEmpty else { return nil }
        self.init(name: name, column: column)
    }

    /// `NAME=COLUMN`
    public var description: String { "\(name)=\(column)" }
}

extension ColumnRename: Codable {
    /// Reads the text `NAME=COLUMN`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let rename = ColumnRename(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not NAME=COLUMN")
        }
        self = rename
    }

    /// Writes the text `NAME=COLUMN`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension [ColumnRename] {
    /// The names with those replaced that have another.
    public func applied(to names: [String]) -> [String] {
        guard !isEmpty else { return names }
        let columns = [String: String](map { (HeaderName.normalized($0.name), $0.column) }) { first, _ in first }
        return names.map { columns[HeaderName.normalized($0)] ?? $0 }
    }
}

/// Maps the columns of a kind to the fields of a source's records.
public struct ColumnMap: Sendable, Hashable {
    /// For each column of the kind, the position of its field within a record; −1 when the source does not have it.
    public let positions: [Int]
    /// The number of fields that every record must have.
    public let fieldCount: Int

    /// Finds the kind's columns by name among a header's; the first match counts, unknown names are ignored.
    ///
    /// - Throws: ``HeaderError`` when a required column is not there.
    public init(_ header: [String], for kind: RecordKind) throws(HeaderError) {
        let columns = kind.schema.columns
        positions = columns.map { column in
            column.headerNames.lazy.compactMap { header.firstIndex(of: $0) }.first ?? -1
        }
        fieldCount = header.count
        let missing = zip(columns, positions).filter { $0.isRequired && $1 < 0 }.map(\.0.name)
        guard missing.isEmpty else { throw HeaderError(kind: kind, missing: missing) }
    }

    /// The map of a source without a header, which has no records.
    public static let none = ColumnMap()

    private init() {
        positions = []
        fieldCount = 0
    }

    /// The kind of a header: the kind whose required columns the header has. Of several kinds, the one with the most
    /// columns in the header.
    ///
    /// Other tables have an address, too. If the header has unknown names, two columns must belong to this kind alone.
    public static func kind(of header: [String]) -> RecordKind? {
        let candidates = RecordKind.allCases.compactMap { kind -> (RecordKind, Int)? in
            guard let map = try? ColumnMap(header, for: kind) else { return nil }
            let found = map.positions.count { $0 >= 0 }
            let own = zip(kind.schema.columns, map.positions).count { $1 >= 0 && !$0.isShared(by: kind) }
            return own >= 2 || found == header.count ? (kind, found) : nil
        }
        return candidates.max { $0.1 < $1.1 }?.0
    }
}

extension Schema.Column {
    /// Whether another kind has a column of this name.
    fileprivate func isShared(by kind: RecordKind) -> Bool {
        RecordKind.allCases.contains { other in
            other != kind && other.schema.columns.contains { $0.name == name }
        }
    }
}

/// A header lacks required columns of its kind.
public struct HeaderError: Error, Sendable, Hashable {
    /// The requested kind.
    public let kind: RecordKind
    /// The missing columns, by their names in the table.
    public let missing: [String]

    /// Describes what a header lacks.
    public init(kind: RecordKind, missing: [String]) {
        self.kind = kind
        self.missing = missing
    }
}

extension HeaderError: CustomStringConvertible {
    /// The fault and the remedy.
    public var description: String {
        let columns = missing.map { "'\($0)'" }.joined(separator: ", ")
        return "the header lacks \(columns), which \(kind.name) require: "
            + "add a header line with the column names, or choose another kind"
    }
}

/// Maps the columns of a kind to the fields of a source's records.
public struct ColumnMap: Sendable, Hashable {
    /// For each column of the kind, the position of its field within a record; −1 when the source does not have it.
    public let positions: [Int]
    /// The number of fields that every record must have.
    public let fieldCount: Int

    /// Finds the kind's columns by name among a header's; unknown names are ignored.
    ///
    /// - Parameter renames: the fields that have other names.
    /// - Throws: ``HeaderError`` when a column that is needed is not there, or when a column could be read from
    ///   several fields.
    public init(
        _ header: [String], renames: [ColumnRename] = [], for kind: RecordKind
    ) throws(HeaderError) {
        let places = HeaderMatch(header, renames: renames, for: kind)
        if let error = HeaderError(places) { throw error }
        positions = places.positions.map { $0.first ?? -1 }
        fieldCount = header.count
    }

    /// Finds the kind's columns among those of a layout.
    public init(_ layout: SourceLayout, for kind: RecordKind) throws(HeaderError) {
        try self.init(layout.columns, renames: layout.renames, for: kind)
    }

    /// The map of a source without a header, which has no records.
    public static let none = ColumnMap()

    private init() {
        positions = []
        fieldCount = 0
    }

    /// The kind of a header: the kind whose columns the header has, as far as they are needed; see
    /// ``Record/needsOneOf``. Of several kinds, the one with the most columns in the header.
    public static func kind(of header: [String], renames: [ColumnRename] = []) -> RecordKind? {
        RecordKind.allCases.map { HeaderMatch(header, renames: renames, for: $0) }.filter(\.isSufficient)
            .max { $0.count < $1.count }?.kind
    }
}

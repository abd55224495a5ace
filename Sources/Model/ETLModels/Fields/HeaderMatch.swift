/// The fields of a header that each column of a kind could be read from.
public struct HeaderMatch: Sendable {
    /// The kind.
    public let kind: RecordKind
    /// For each column of the kind, the positions of the fields with one of its names. More than one is ambiguous.
    public let positions: [[Int]]
    private let header: [String]

    /// Looks for the names of a kind's columns among a header's; see ``HeaderName`` for how names are compared.
    ///
    /// - Parameter renames: the fields that have other names. Only their columns' names count.
    public init(_ header: [String], renames: [ColumnRename] = [], for kind: RecordKind) {
        self.kind = kind
        self.header = header
        let names = renames.applied(to: header).map(HeaderName.normalized)
        positions = kind.schema.columns.map { column in
            names.indices.filter { column.headerNames.contains(names[$0]) }
        }
    }
}

extension HeaderMatch {
    /// The kind's columns that the header does not have.
    public var absent: [Schema.Column] {
        zip(kind.schema.columns, positions).filter { $1.isEmpty }.map(\.0)
    }

    /// The names of the required columns that the header does not have.
    public var missing: [String] { absent.filter(\.isRequired).map(\.name) }

    /// The names of the columns of which the header has none and needs one; empty when it has one.
    public var missingOneOf: [String] {
        let needed = kind.schema.needsOneOf
        return Set(needed).isSubset(of: absent.map(\.name)) ? needed : []
    }

    /// Whether the header has what records of the kind need.
    public var isSufficient: Bool { missing.isEmpty && missingOneOf.isEmpty }

    /// The number of columns that the header has.
    public var count: Int { positions.count { !$0.isEmpty } }

    /// The columns that the header has more than once.
    public var twins: [ColumnTwins] {
        zip(kind.schema.columns, positions).filter { $1.count > 1 }.map { column, places in
            ColumnTwins(
                column: column.name, fields: places.map { ColumnTwins.Field(position: $0, name: header[$0]) })
        }
    }
}

/// Fields that all belong to one column.
public struct ColumnTwins: Sendable, Hashable {
    /// One of the fields.
    public struct Field: Sendable, Hashable {
        /// The index within the header, from 0.
        public let position: Int
        /// The name, as the source has it.
        public let name: String

        /// Describes a field.
        public init(position: Int, name: String) {
            self.position = position
            self.name = name
        }
    }

    /// The column's name.
    public let column: String
    /// The fields, in the order of the header.
    public let fields: [Field]

    /// Describes fields of one column.
    public init(column: String, fields: [Field]) {
        self.column = column
        self.fields = fields
    }
}

extension ColumnTwins: CustomStringConvertible {
    /// The fields with their places, counted from 1.
    public var description: String {
        let name = fields.first?.name ?? ""
        guard fields.allSatisfy({ $0.name == name }) else {
            return Self.listed(fields.map { "`\($0.name.prefix(40))` (column \($0.position + 1))" })
                + " are the same field"
        }
        let times = fields.count == 2 ? "twice" : "\(fields.count) times"
        return "`\(name.prefix(40))` is there \(times), columns \(Self.listed(fields.map { "\($0.position + 1)" }))"
    }

    private static func listed(_ texts: [String]) -> String {
        texts.dropLast().joined(separator: ", ") + " and " + (texts.last ?? "")
    }
}

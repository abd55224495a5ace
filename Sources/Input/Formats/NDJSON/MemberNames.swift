internal import ETLModels

/// The names of the members that are columns of a record.
struct MemberNames: Sendable {
    private(set) var texts: [[UInt8]]
    /// The names as they are compared.
    private(set) var compared: [String] = []
    /// The column of each name.
    private(set) var columns: [Int]
    /// A bit for each length below 64 that a name has; most members without a column have another.
    private var lengths: UInt64 = 0

    /// - Parameters:
    ///   - names: the names of the columns, which come first.
    ///   - renames: the columns among them that the source calls by other names.
    ///   - kind: the kind whose names for these columns are names, too; nil for none.
    init(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind?) {
        texts = names.map { Array($0.utf8) }
        columns = Array(names.indices)
        if let kind { addOtherNames(names, renames, of: kind) }
        compared = texts.map { HeaderName.normalized(String(decoding: $0, as: UTF8.self)) }
        for text in texts { lengths |= Self.bit(of: text.count) }
    }

    /// Whether no name has this many bytes.
    func lacks(length: Int) -> Bool { lengths & Self.bit(of: length) == 0 }

    private static func bit(of length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }

    private mutating func addOtherNames(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind) {
        let isCryo = Cryo.isNamed(names, renames)
        let known = renames.applied(to: NDJSON.fieldNames(names, renames, of: kind)).map(HeaderName.normalized)
        for column in kind.schema.columns {
            guard let place = column.headerNames.lazy.compactMap({ known.firstIndex(of: $0) }).first else { continue }
            let name = HeaderName.normalized(names[place])
            let isRenamed = renames.contains { $0.isOf(name) }
            let isContract = !isRenamed && column.name == Cryo.contractColumn(of: kind)
            var others = column.headerNames
            if isContract { others += Cryo.contractNames }
            // A record has several forms of one of cryo's amounts, but none beside the amount itself.
            if isCryo, !isRenamed, column.headerNames.contains(name) { others += Cryo.names(ofAmount: column.name) }
            for other in others
            where !names.contains(other) && !renames.contains(where: { $0.isOf(other) }) {
                texts.append(Array(other.utf8))
                columns.append(place)
            }
        }
    }
}

import ETLModels
import SourceReading

/// What the fields of a file could be as columns of a kind, for a person to decide.
struct HeaderSuggestion {
    let kind: RecordKind
    /// For the columns that the file does not have, the fields that may be them.
    let renames: [ColumnRename]
    /// Those of the renames that a spelling mistake suggests, and no known name.
    let guesses: [ColumnRename]
    /// The names of the required columns that the file does not have.
    let missing: [String]
    /// The columns of which the file has none and needs one.
    let missingOneOf: [String]
    /// The number of columns that the file has or may have and that no other kind has, and the number of all.
    private let weight: (own: Int, all: Int)

    init(_ inspection: SourceInspection, as kind: RecordKind) {
        let places = inspection.places(of: kind)
        let unread = inspection.unreadNames(by: [kind]).filter { name in
            Self.isPresentable(name) && !inspection.renames.contains { $0.isOf(name) }
        }
        let pairs = Self.pairs(places.absent, unread)
        self.kind = kind
        renames = pairs.map(\.rename)
        guesses = pairs.filter { $0.unlikeness >= KnownNames.firstMistake }.map(\.rename)
        missing = places.missing
        missingOneOf = places.missingOneOf
        let suggested = Set(renames.map(\.column))
        let had = zip(kind.schema.columns, places.positions).filter { column, positions in
            !positions.isEmpty || suggested.contains(column.name)
        }.map(\.0)
        weight = (had.count { !$0.isShared(by: kind) }, had.count)
    }

    /// The required columns for which there is no field.
    var unobtainable: [String] { missing.filter { column in !renames.contains { $0.column == column } } }

    /// Whether no field stands for any of the columns of which one is needed.
    var lacksOneOf: Bool {
        !missingOneOf.isEmpty && !renames.contains { missingOneOf.contains($0.column) }
    }

    /// Whether the renames make a source of the file.
    var isComplete: Bool { unobtainable.isEmpty && !lacksOneOf }

    /// The suggestion for the kind that the file is most like; nil if it is like none.
    static func nearest(_ inspection: SourceInspection) -> HeaderSuggestion? {
        RecordKind.allCases.map { HeaderSuggestion(inspection, as: $0) }.filter { $0.weight.own > 0 }
            .max { one, other in
                (one.weight.own, one.weight.all, -one.unobtainable.count)
                    < (other.weight.own, other.weight.all, -other.unobtainable.count)
            }
    }
}

extension HeaderSuggestion {
    private typealias Pair = (rename: ColumnRename, unlikeness: Int)

    /// Columns and fields that are alike, each once, the most alike first; in the order of the columns.
    private static func pairs(_ columns: [Schema.Column], _ names: [String]) -> [Pair] {
        var candidates: [(column: Int, name: Int, unlikeness: Int)] = []
        for (column, wanted) in columns.enumerated() {
            for (name, found) in names.enumerated() {
                guard let unlikeness = KnownNames.unlikeness(of: found, to: wanted) else { continue }
                candidates.append((column, name, unlikeness))
            }
        }
        candidates.sort { ($0.unlikeness, $0.column, $0.name) < ($1.unlikeness, $1.column, $1.name) }
        var pairs: [Int: Pair] = [:]
        var used: Set<Int> = []
        for candidate in candidates where pairs[candidate.column] == nil && used.insert(candidate.name).inserted {
            let rename = ColumnRename(
                name: HeaderName.normalized(names[candidate.name]), column: columns[candidate.column].name)
            pairs[candidate.column] = (rename, candidate.unlikeness)
        }
        return columns.indices.compactMap { pairs[$0] }
    }

    /// Whether a name can be shown, typed and pasted.
    private static func isPresentable(_ name: String) -> Bool {
        let name = HeaderName.normalized(name)
        return (1...40).contains(name.utf8.count) && name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
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

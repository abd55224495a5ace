import Bus
package import ETLModels
import SourceDescriptions
import SourceReading

extension SourceInspection {
    /// The kinds to submit the file as; empty for a file without records and names.
    ///
    /// - Parameter asked: the requested kind; nil to detect it.
    package func recordKinds(asked: RecordKind?) throws(UnfitHeader) -> [RecordKind] {
        let told = asked.map { [$0] } ?? kinds
        if names.isEmpty { return [] }
        guard !told.isEmpty else { throw UnfitHeader(self) }
        do throws(HeaderError) {
            for kind in told { try requireColumns(of: kind) }
        } catch {
            throw UnfitHeader(columns: names, kind: error.kind, missing: error.missing)
        }
        return told
    }
}

/// A file whose header matches no kind.
package struct UnfitHeader: Error, CustomStringConvertible {
    package let description: String

    /// The names match no kind.
    init(_ inspection: SourceInspection) {
        let wanted = RecordKind.allCases.map { kind in
            "\(kind.name) needs \(kind.schema.columns.filter(\.isRequired).map(\.name).joined(separator: ", "))"
        }
        let names = Self.listed(inspection.names)
        let namer = inspection.format.namesFields ? "the records name" : "the header names"
        let found =
            inspection.isMixed ? "the records are all of other kinds" : "\(namer) \(names), which match no known kind"
        let isLikely = RecordKind.allCases.first { (try? ColumnMap(inspection.names, for: $0)) != nil }
        let hint =
            isLikely.map {
                "; only the required columns of \($0.name) match: if that is its kind, add --kind \($0.name)"
            }
            ?? (inspection.format == .csv && inspection.names.contains { $0.hasPrefix("0x") || Int($0) != nil }
                ? "; if this is a record and not a header, name the columns with --columns" : "")
        description = "\(found): \(wanted.joined(separator: "; "))\(hint)"
    }

    /// The requested kind lacks columns.
    init(columns: [String], kind: RecordKind, missing: [String]) {
        description =
            "it names \(Self.listed(columns)) but lacks \(missing.joined(separator: ", ")) of \(kind.name)"
    }

    private static func listed(_ columns: [String]) -> String {
        let shown = columns.prefix(12).map { $0.prefix(40) }.joined(separator: ", ")
        return columns.count > 12 ? shown + ", …" : shown
    }
}

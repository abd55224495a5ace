import Bus
import DisplayText
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
    /// A setting of the submission that would make the file fit.
    package enum Advice: Sendable, Hashable {
        /// Name the kind: only its required columns are there.
        case chooseKind(RecordKind)
        /// Name the columns: the first line looks like a record.
        case nameColumns
    }

    package let description: String
    /// Nil if no setting helps.
    package let advice: Advice?

    /// The names match no kind.
    init(_ inspection: SourceInspection) {
        let wanted = RecordKind.allCases.map { kind in
            "\(kind.name) needs \(kind.schema.columns.filter(\.isRequired).map(\.name).joined(separator: ", "))"
        }
        let names = Self.listed(inspection.names)
        let namer = inspection.format.namesFields ? "the records name" : "the header names"
        let found =
            inspection.isMixed ? "the records are all of other kinds" : "\(namer) \(names), which match no known kind"
        description = "\(found): \(wanted.joined(separator: "; "))"
        advice = Self.advice(for: inspection)
    }

    /// The requested kind lacks columns.
    init(columns: [String], kind: RecordKind, missing: [String]) {
        description =
            "it names \(Self.listed(columns)) but lacks \(missing.joined(separator: ", ")) of \(kind.name)"
        advice = nil
    }

    private static func advice(for inspection: SourceInspection) -> Advice? {
        if let kind = RecordKind.allCases.first(where: { (try? ColumnMap(inspection.names, for: $0)) != nil }) {
            return .chooseKind(kind)
        }
        let looksLikeRecord = inspection.names.contains { $0.hasPrefix("0x") || Int($0) != nil }
        return inspection.format == .csv && looksLikeRecord ? .nameColumns : nil
    }

    private static func listed(_ columns: [String]) -> String {
        let shown = columns.prefix(12).map { String($0.prefix(40)).printableName }.joined(separator: ", ")
        return columns.count > 12 ? shown + ", …" : shown
    }
}

import Bus
import DisplayText
package import ETLModels
import SourceDescriptions
import SourceReading

/// A file whose header matches no kind, or does not match the requested names.
package struct UnfitHeader: Error, CustomStringConvertible {
    /// A setting of the submission that would make the file fit.
    package enum Advice: Sendable, Hashable {
        /// Name the kind: its columns are there, but they are also in files of other kinds.
        case chooseKind(RecordKind)
        /// Name the columns: the first line looks like a record.
        case nameColumns
        /// Rename these fields, if they are what they seem to be; and name the kind where the columns leave a choice.
        case rename([ColumnRename], kind: RecordKind?)
        /// Name a kind: the file is empty, and its name shows none.
        case nameKind

        /// Nil if no setting helps against the error.
        init?(against error: any Error) {
            if let header = error as? UnfitHeader, let advice = header.advice {
                self = advice
            } else if let source = error as? SourceError, source.reason == .noHeader {
                self = .nameKind
            } else {
                return nil
            }
        }
    }

    package let description: String
    /// Nil if no setting helps.
    package let advice: Advice?
}

extension UnfitHeader {
    /// The names match no kind.
    init(_ inspection: SourceInspection) {
        if let kind = RecordKind.allCases.first(where: { inspection.fits($0) }) {
            self.init(description: inspection.unlikeAnyKind, advice: .chooseKind(kind))
        } else if inspection.looksLikeRecord {
            self.init(description: inspection.unlikeAnyKind, advice: .nameColumns)
        } else if !inspection.isMixed, let suggestion = HeaderSuggestion.nearest(inspection) {
            self.init(inspection, suggestion, isAsked: false)
        } else {
            self.init(description: inspection.unlikeAnyKind, advice: nil)
        }
    }

    /// The columns of a kind are not there, or there twice.
    init(_ inspection: SourceInspection, _ error: HeaderError) {
        if inspection.isMixed {
            let lacks =
                error.missing
                + (error.missingOneOf.isEmpty ? [] : ["any of \(error.missingOneOf.joined(separator: ", "))"])
            self.init(
                description: """
                    the items of type \(error.kind.itemType) lack \(lacks.joined(separator: " and ")), which \
                    \(error.kind.name) need; load the others alone with --kind
                    """, advice: nil)
        } else if !error.faults.isEmpty {
            self.init(description: error.faults.joined(separator: "; "), advice: nil)
        } else if error.twins.isEmpty {
            self.init(inspection, HeaderSuggestion(inspection, as: error.kind), isAsked: true)
        } else {
            let twins = error.twins.map(\.description).joined(separator: "; ")
            self.init(description: "\(twins): keep one, so that none has to be guessed", advice: nil)
        }
    }

    private init(_ inspection: SourceInspection, _ suggestion: HeaderSuggestion, isAsked: Bool) {
        let kind = suggestion.kind
        var text = "\(inspection.named), but \(inspection.format.namesFields ? "lack" : "lacks") \(suggestion.lack)"
        let near = suggestion.renames.map(\.name)
        if !near.isEmpty { text += "; the nearest names are \(near.joined(separator: ", "))" }
        guard suggestion.isComplete else {
            self.init(description: text + "; " + suggestion.obstacle, advice: nil)
            return
        }
        let found = ColumnMap.kind(of: inspection.names, renames: inspection.renames + suggestion.renames)
        self.init(
            description: text, advice: .rename(suggestion.renames, kind: isAsked || found == kind ? nil : kind))
    }

    /// The file has the columns of transfers, and a name of approvals.
    static let approvals = UnfitHeader(
        description: """
            by its name, it holds approvals: cryo gives them the columns of transfers, but they move nothing; rename the \
            file if it holds transfers
            """, advice: nil)

    /// A field to rename is not there.
    init(unknown rename: ColumnRename, among names: [String]) {
        let near = EditDistance.nearest(to: rename.name, among: names)
        let others = near.isEmpty ? "the names are \(names.listed)" : "the nearest names are \(near.listed)"
        self.init(
            description: "no field is called \(rename.name) that could be \(rename.column); \(others)", advice: nil)
    }

    /// A field cannot be the column of another kind.
    init(_ rename: ColumnRename, in kind: RecordKind) {
        let columns = kind.schema.columns.map(\.name).joined(separator: ", ")
        self.init(
            description: "\(rename.name) cannot be \(rename.column): the columns of \(kind.name) are \(columns)",
            advice: nil)
    }
}

extension HeaderSuggestion {
    /// What is not there.
    fileprivate var lack: String {
        var lacks: [String] = []
        if !missing.isEmpty { lacks.append(missing.joined(separator: ", ")) }
        if !missingOneOf.isEmpty { lacks.append("any of \(missingOneOf.joined(separator: ", "))") }
        return "\(lacks.joined(separator: " and ")) of \(kind.name)"
    }

    /// Why the file cannot be loaded, whatever its fields are called.
    fileprivate var obstacle: String {
        let item = kind.itemType.replacing("_", with: " ")
        let keys = unobtainable.filter(kind.schema.key.contains)
        let others = unobtainable.filter { !kind.schema.key.contains($0) }
        var reasons: [String] = []
        if !keys.isEmpty { reasons.append("without \(keys.listed) a \(item) has no key") }
        if !others.isEmpty { reasons.append("a \(item) needs \(others.listed)") }
        if lacksOneOf { reasons.append("without one of these columns a \(item) would be a key and NULLs") }
        return reasons.joined(separator: ", and ") + ", so this export cannot be loaded"
    }
}

extension SourceInspection {
    fileprivate var named: String {
        let nested = parquetOutline?.nested ?? []
        let unread = nested.isEmpty ? "" : " (\(nested.listed) is not read, because it has groups or repeated values)"
        return "\(format.namesFields ? "the records name" : "the header names") \(names.listed)\(unread)"
    }

    fileprivate var unlikeAnyKind: String {
        let wanted = RecordKind.allCases.map { kind in
            let required = kind.schema.columns.filter(\.isRequired).map(\.name).joined(separator: ", ")
            let needed = kind.schema.needsOneOf
            let choice = needed.isEmpty ? "" : " and at least one of \(needed.joined(separator: ", "))"
            return "\(kind.name) needs \(required)\(choice)"
        }
        let found = isMixed ? "the records are all of other kinds" : "\(named), which match no known kind"
        return "\(found): \(wanted.joined(separator: "; "))"
    }

    fileprivate func fits(_ kind: RecordKind) -> Bool {
        do throws(HeaderError) {
            try requireColumns(of: kind)
            return !isMixed
        } catch {
            return false
        }
    }

    fileprivate var looksLikeRecord: Bool {
        format == .csv && names.contains { $0.hasPrefix("0x") || Int($0) != nil }
    }
}

extension [String] {
    /// The first of the names, cut where they are long.
    fileprivate var listed: String {
        let shown = prefix(12).map { String($0.prefix(40)).printableName }.joined(separator: ", ")
        return count > 12 ? shown + ", …" : shown
    }
}

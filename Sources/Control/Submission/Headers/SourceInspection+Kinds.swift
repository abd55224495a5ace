package import ETLModels
import SourceDescriptions
package import SourceReading

extension SourceInspection {
    /// The kinds to submit the file as; empty for a file without records and names.
    ///
    /// - Parameters:
    ///   - asked: the requested kind; nil to detect it.
    ///   - renames: what the request says of the fields' names; each field must be there, and its column in the kind.
    package func recordKinds(asked: RecordKind?, renames: [ColumnRename]) throws(UnfitHeader) -> [RecordKind] {
        if names.isEmpty { return [] }
        try requireNames(of: renames)
        let told = asked.map { [$0] } ?? kinds
        guard !told.isEmpty else { throw UnfitHeader(self) }
        if told.contains(.tokenTransfers), holdsApprovals { throw UnfitHeader.approvals }
        do throws(HeaderError) {
            for kind in told { try requireColumns(of: kind) }
        } catch {
            throw UnfitHeader(self, error)
        }
        for rename in renames where !told.contains(where: { $0.hasColumn(rename.column) }) {
            throw UnfitHeader(rename, in: told[0])
        }
        return told
    }

    private func requireNames(of renames: [ColumnRename]) throws(UnfitHeader) {
        for rename in renames where !names.contains(where: rename.isOf) {
            throw UnfitHeader(unknown: rename, among: names)
        }
    }
}

extension RecordKind {
    fileprivate func hasColumn(_ name: String) -> Bool { schema.columns.contains { $0.name == name } }
}

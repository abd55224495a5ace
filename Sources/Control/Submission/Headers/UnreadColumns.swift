package import ETLModels
package import SourceReading

/// Columns of a file that are not loaded, although the user may expect it.
package struct UnreadColumns: Sendable, Hashable {
    /// The path or link of the file.
    package let uri: String
    /// The kind that the file is loaded as.
    package let kind: RecordKind
    /// Their names in the file.
    package let names: [String]
    /// What some of them seem to be: columns that the file does not have otherwise.
    package let renames: [ColumnRename]

    /// Compares a file's columns with those that are read; nil if there is nothing to warn about.
    ///
    /// A file has the right to further columns. They are worth a warning when the user names the kind, since then the
    /// content may be of another. So is one with a name that other exporters give a column that stays NULL.
    ///
    /// - Parameter isAsked: whether the user names the kind.
    package init?(_ inspection: SourceInspection, uri: String, as kind: RecordKind, isAsked: Bool) {
        guard !inspection.isMixed else { return nil }
        let names = inspection.unreadNames(by: [kind])
        let suggestion = HeaderSuggestion(inspection, as: kind)
        let renames = suggestion.renames.filter { !suggestion.guesses.contains($0) }
        guard !names.isEmpty, isAsked || !renames.isEmpty else { return nil }
        self.uri = uri
        self.kind = kind
        self.names = names
        self.renames = renames
    }
}

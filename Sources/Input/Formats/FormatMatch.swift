package import ETLModels
package import SourceDescriptions

/// A format's interpretation of the beginning of a source.
package struct FormatMatch: Sendable {
    package let format: SourceFormat
    /// The character between fields, where the format has one; else 0.
    package let delimiter: UInt8
    /// The line with the names, as it is in the file; empty where there is none.
    package let header: [UInt8]
    /// What is in front of the elements of an array; nil for other formats.
    package let arrayOpening: JSONArrayOpening?
    /// The names of fields, as the source has them.
    package let names: [String]
    /// The kinds of record in the source, according to its beginning.
    package private(set) var kinds: [RecordKind]
    /// The fields among them that have other names than their columns, each by the name that the source has.
    package private(set) var renames: [ColumnRename] = []
    /// The names of members that items of each kind have at the beginning of a mixed stream.
    package internal(set) var itemNames: [RecordKind: Set<String>] = [:]
    private let ordered: (@Sendable (RecordKind) -> [String])?

    /// - Parameter columns: the fields' names as the kind's columns may be called, in the order of the fields. Nil if
    ///   records name their fields: any of the kind's columns may then be in any record.
    package init(
        format: SourceFormat, delimiter: UInt8 = 0, header: [UInt8] = [], arrayOpening: JSONArrayOpening? = nil,
        names: [String], kinds: [RecordKind], columns: (@Sendable (RecordKind) -> [String])? = nil
    ) {
        self.format = format
        self.delimiter = delimiter
        self.header = header
        self.arrayOpening = arrayOpening
        self.names = names
        self.kinds = kinds
        ordered = columns
    }
}

extension FormatMatch {
    /// Whether the source is known to have records of a kind.
    var hasKind: Bool { !kinds.isEmpty }

    /// The names of the fields of a kind's records, in the order in which a splitter finds them.
    ///
    /// Where records name their fields, these are the names of the members, with those that are only checked. Otherwise,
    /// with the renames, they are names of the kind's columns.
    package func columns(_ kind: RecordKind) -> [String] {
        ordered?(kind)
            ?? NDJSON.members(for: kind, among: names, renames) + CheckedField.names(of: kind, among: names)
    }

    /// The same source with some fields renamed.
    func renamed(_ renames: [ColumnRename]) -> FormatMatch {
        var match = self
        match.renames = renames.compactMap { rename in
            names.first(where: rename.isOf).map { ColumnRename(name: $0, column: rename.column) }
        }
        return match
    }
}

/// Why a text is unreadable although its format is recognised.
package struct HeaderDefect: Error {
    /// The fault, and the remedy where there is one.
    package let message: HeaderFault
}

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
    package let kinds: [RecordKind]
    /// The fields' names as the kind's columns may be called, in their order.
    package let columns: @Sendable (RecordKind) -> [String]

    package init(
        format: SourceFormat, delimiter: UInt8 = 0, header: [UInt8] = [], arrayOpening: JSONArrayOpening? = nil,
        names: [String], kinds: [RecordKind],
        columns: @escaping @Sendable (RecordKind) -> [String]
    ) {
        self.format = format
        self.delimiter = delimiter
        self.header = header
        self.arrayOpening = arrayOpening
        self.names = names
        self.kinds = kinds
        self.columns = columns
    }
}

/// Why a text is unreadable although its format is recognised.
package struct HeaderDefect: Error {
    /// The fault as text.
    package let message: String
}

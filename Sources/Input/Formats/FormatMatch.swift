package import ETLModels
package import SourceDescriptions

/// What a format makes of the beginning of a source.
package struct FormatMatch: Sendable {
    package let format: SourceFormat
    /// The character between fields, where the format has one; else 0.
    package let delimiter: UInt8
    /// The line with the names, as it is in the file; empty where there is none.
    package let header: [UInt8]
    /// The names of fields, as the source has them.
    package let names: [String]
    /// The kinds of record that the source holds, as far as its beginning tells.
    package let kinds: [RecordKind]
    /// The fields' names as the kind's columns may be called, in their order.
    package let columns: @Sendable (RecordKind) -> [String]

    package init(
        format: SourceFormat, delimiter: UInt8 = 0, header: [UInt8] = [], names: [String], kinds: [RecordKind],
        columns: @escaping @Sendable (RecordKind) -> [String]
    ) {
        self.format = format
        self.delimiter = delimiter
        self.header = header
        self.names = names
        self.kinds = kinds
        self.columns = columns
    }
}

/// Why a text that is of a format cannot be read all the same.
package struct HeaderDefect: Error {
    /// What is wrong, in words.
    package let message: String
}

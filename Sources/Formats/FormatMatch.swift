internal import ETLModels

/// What a format makes of the beginning of a source.
struct FormatMatch: Sendable {
    let format: SourceFormat
    /// The character between fields, where the format has one; else 0.
    var delimiter: UInt8 = 0
    /// The line with the names, as it is in the file; empty where there is none.
    var header: [UInt8] = []
    /// The names of fields, as the source has them.
    let names: [String]
    /// The kinds of record that the source holds, as far as its beginning tells.
    let kinds: [RecordKind]
    /// The fields' names as the kind's columns may be called, in their order.
    let columns: @Sendable (RecordKind) -> [String]
}

/// Why a text that is of a format cannot be read all the same.
struct HeaderDefect: Error {
    /// What is wrong, in words.
    let message: String
}

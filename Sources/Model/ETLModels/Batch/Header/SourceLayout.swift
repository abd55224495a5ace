/// How a source's records are written: the format, and the names of the columns in their order; and whose they have to be.
public struct SourceLayout: Hashable, Sendable {
    /// The code of the format, below 128; another module defines the formats.
    public let format: UInt8
    /// The character between fields, where the format has one; else 0.
    public let delimiter: UInt8
    /// The chain of the database that the records are for.
    public let chain: ChainID
    /// The header's names.
    public let columns: [String]
    /// The columns among them that the source calls by other names.
    public let renames: [ColumnRename]

    /// Describes a layout.
    public init(
        format: UInt8, delimiter: UInt8, columns: [String], renames: [ColumnRename] = [], chain: ChainID = .ethereum
    ) {
        self.format = format
        self.delimiter = delimiter
        self.chain = chain
        self.columns = columns
        self.renames = renames
    }

    /// The header's names, renamed.
    public var names: [String] { renames.applied(to: columns) }

    /// The bit of the format's byte that says that renames follow the names. A program that does not know it takes the
    /// byte for a format that it does not know either.
    static let renamesFlag: UInt8 = 0x80

    init(from reader: inout WireReader) throws(WireError) {
        let code = try reader.integer(UInt8.self)
        format = code & ~Self.renamesFlag
        delimiter = try reader.integer(UInt8.self)
        guard let chain = ChainID(try reader.integer(UInt64.self)) else {
            throw .malformed("no chain has the number that the batch has for its chain")
        }
        self.chain = chain
        let count = Int(try reader.integer(UInt16.self))
        var columns: [String] = []
        for _ in 0..<count { columns.append(try reader.shortText()) }
        self.columns = columns
        renames = code == format ? [] : try Self.renames(from: &reader)
    }

    static func renames(from reader: inout WireReader) throws(WireError) -> [ColumnRename] {
        var renames: [ColumnRename] = []
        for _ in 0..<Int(try reader.integer(UInt16.self)) {
            renames.append(ColumnRename(name: try reader.shortText(), column: try reader.shortText()))
        }
        return renames
    }

    func write(to writer: inout WireWriter) {
        writer.append(renames.isEmpty ? format : format | Self.renamesFlag)
        writer.append(delimiter)
        writer.append(chain.number)
        writer.append(UInt16(truncatingIfNeeded: columns.count))
        for column in columns { writer.append(shortText: column) }
        guard !renames.isEmpty else { return }
        writer.append(UInt16(truncatingIfNeeded: renames.count))
        for rename in renames {
            writer.append(shortText: rename.name)
            writer.append(shortText: rename.column)
        }
    }
}

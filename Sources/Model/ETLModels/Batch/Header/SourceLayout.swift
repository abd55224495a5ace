/// How a source's records are written: the format, and the names of the columns in their order; and whose they have to be.
public struct SourceLayout: Hashable, Sendable {
    /// The code of the format, below 64; another module defines the formats.
    public let format: UInt8
    /// The character between fields, where the format has one; else 0.
    public let delimiter: UInt8
    /// The chain of the database that the records are for.
    public let chain: ChainID
    /// The header's names.
    public let columns: [String]
    /// The columns among them that the source calls by other names.
    public let renames: [ColumnRename]

    /// For each of the names, how the rows of a batch have its values; empty if the records are text.
    public let storages: [ValueStorage]

    /// Describes a layout.
    ///
    /// - Parameter storages: one for each column, or none.
    public init(
        format: UInt8, delimiter: UInt8, columns: [String], renames: [ColumnRename] = [], chain: ChainID = .ethereum,
        storages: [ValueStorage] = []
    ) {
        precondition(storages.isEmpty || storages.count == columns.count, "each column has a storage")
        self.format = format
        self.delimiter = delimiter
        self.chain = chain
        self.columns = columns
        self.renames = renames
        self.storages = storages
    }

    /// The header's names, renamed.
    public var names: [String] { renames.applied(to: columns) }

    /// The bit of the format's byte that says that renames follow the names. A program that does not know it takes the
    /// byte for a format that it does not know either.
    static let renamesFlag: UInt8 = 0x80
    /// The bit of the format's byte that says that the records are rows of values.
    static let valuesFlag: UInt8 = 0x40
    /// The bits of the format's byte that are its code.
    static let formatBits: UInt8 = 0x3F

    init(from reader: inout WireReader) throws(WireError) {
        let code = try reader.integer(UInt8.self)
        format = code & Self.formatBits
        delimiter = try reader.integer(UInt8.self)
        guard let chain = ChainID(try reader.integer(UInt64.self)) else {
            throw .malformed("no chain has the number that the batch has for its chain")
        }
        self.chain = chain
        let count = Int(try reader.integer(UInt16.self))
        var columns: [String] = []
        for _ in 0..<count { columns.append(try reader.shortText()) }
        self.columns = columns
        renames = code & Self.renamesFlag == 0 ? [] : try Self.renames(from: &reader)
        storages = code & Self.valuesFlag == 0 ? [] : try Self.storages(from: &reader, count)
    }

    static func storages(from reader: inout WireReader, _ count: Int) throws(WireError) -> [ValueStorage] {
        var storages: [ValueStorage] = []
        for _ in 0..<count { storages.append(try ValueStorage(from: &reader)) }
        return storages
    }

    static func renames(from reader: inout WireReader) throws(WireError) -> [ColumnRename] {
        var renames: [ColumnRename] = []
        for _ in 0..<Int(try reader.integer(UInt16.self)) {
            renames.append(ColumnRename(name: try reader.shortText(), column: try reader.shortText()))
        }
        return renames
    }

    func write(to writer: inout WireWriter) {
        let flags = (renames.isEmpty ? 0 : Self.renamesFlag) | (storages.isEmpty ? 0 : Self.valuesFlag)
        writer.append(format | flags)
        writer.append(delimiter)
        writer.append(chain.number)
        writer.append(UInt16(truncatingIfNeeded: columns.count))
        for column in columns { writer.append(shortText: column) }
        if !renames.isEmpty {
            writer.append(UInt16(truncatingIfNeeded: renames.count))
            for rename in renames {
                writer.append(shortText: rename.name)
                writer.append(shortText: rename.column)
            }
        }
        for storage in storages { storage.write(to: &writer) }
    }
}

/// How a source's records are written: the format, and the names of the columns in their order; and whose they have to be.
public struct SourceLayout: Hashable, Sendable {
    /// The code of the format; another module defines the formats.
    public let format: UInt8
    /// The character between fields, where the format has one; else 0.
    public let delimiter: UInt8
    /// The chain of the database that the records are for.
    public let chain: ChainID
    /// The header's names.
    public let columns: [String]

    /// Describes a layout.
    public init(format: UInt8, delimiter: UInt8, columns: [String], chain: ChainID = .ethereum) {
        self.format = format
        self.delimiter = delimiter
        self.chain = chain
        self.columns = columns
    }

    init(from reader: inout WireReader) throws(WireError) {
        format = try reader.integer(UInt8.self)
        delimiter = try reader.integer(UInt8.self)
        guard let chain = ChainID(try reader.integer(UInt64.self)) else {
            throw .malformed("no chain has the number that the batch has for its chain")
        }
        self.chain = chain
        let count = Int(try reader.integer(UInt16.self))
        var columns: [String] = []
        for _ in 0..<count { columns.append(try reader.shortText()) }
        self.columns = columns
    }

    func write(to writer: inout WireWriter) {
        writer.append(format)
        writer.append(delimiter)
        writer.append(chain.number)
        writer.append(UInt16(truncatingIfNeeded: columns.count))
        for column in columns { writer.append(shortText: column) }
    }
}

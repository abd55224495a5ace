/// The pages of one column in a row group. Source: structs ColumnChunk and ColumnMetaData of parquet.thrift.
package struct ColumnChunk: Sendable, Hashable {
    /// The compression of the pages.
    package internal(set) var codec = ParquetCodec.uncompressed
    /// The encodings that the footer lists.
    package internal(set) var encodings = EncodingSet()
    /// The number of values, with nulls.
    package internal(set) var values: Int64 = 0
    /// The size of the pages with their headers after decompression, in bytes.
    package internal(set) var uncompressedBytes: Int64 = 0
    /// The pages in the file, from the first header on; empty if there are no values.
    package internal(set) var bytes: Range<UInt64> = 0..<0
    /// Why the chunk cannot be read.
    package internal(set) var obstacle: Obstacle?

    /// Something that only matters if the column is selected.
    package enum Obstacle: Sendable, Hashable {
        /// The chunk is encrypted.
        case encrypted
        /// The pages are in another file.
        case otherFile
    }
}

/// A column chunk as the footer states it, unchecked.
struct ClaimedChunk {
    var chunk = ColumnChunk()
    var type: Int32 = -1
    var dataOffset: Int64?
    var dictionaryOffset: Int64?
    var compressedBytes: Int64 = 0
    var hasMetadata = false
    /// The number of nulls, if the writer tells it.
    var nulls: Int64?
    /// The names from the root of the schema to the column; none if the writer leaves them out.
    var path: [String] = []

    init(_ reader: inout CompactReader) throws(CompactFault) {
        var claimed = Self()
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1:
                claimed.chunk.obstacle = claimed.chunk.obstacle ?? .otherFile
                try reader.skip(field)
            case 3 where field.type == .struct: try claimed.readMetadata(&reader)
            case 8:
                claimed.chunk.obstacle = .encrypted
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        self = claimed
    }

    private init() {}

    private mutating func readMetadata(_ reader: inout CompactReader) throws(CompactFault) {
        var claimed = self
        claimed.hasMetadata = true
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: claimed.type = try reader.int32(field)
            case 2:
                try reader.list(field, of: .int32) { (reader) throws(CompactFault) in
                    claimed.chunk.encodings.insert(try reader.element())
                }
            case 3:
                try reader.list(field, of: .binary) { (reader) throws(CompactFault) in
                    claimed.path.append(try reader.stringElement())
                }
            case 4: claimed.chunk.codec = ParquetCodec(try reader.int32(field))
            case 5: claimed.chunk.values = try reader.integer(field)
            case 6: claimed.chunk.uncompressedBytes = try reader.integer(field)
            case 7: claimed.compressedBytes = try reader.integer(field)
            case 9: claimed.dataOffset = try reader.integer(field)
            case 11: claimed.dictionaryOffset = try reader.integer(field)
            case 12 where field.type == .struct:
                try reader.fields { (reader, field) throws(CompactFault) in
                    if field.id == 3 { claimed.nulls = try reader.integer(field) } else { try reader.skip(field) }
                }
            default: try reader.skip(field)
            }
        }
        self = claimed
    }
}

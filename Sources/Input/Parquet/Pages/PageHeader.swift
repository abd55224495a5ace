/// The header of a page. Source: struct PageHeader of parquet.thrift.
struct PageHeader {
    var kind = Kind.other(-1)
    /// The size of the page without the header, decompressed, in bytes.
    var size = 0
    /// The size in the file without the header, in bytes.
    var compressedSize = 0
    /// The checksum of the bytes in the file.
    var checksum: UInt32?
    /// The values with nulls, or those of a dictionary.
    var values = 0
    var encoding: Int32 = -1
    /// The encoding of the definition levels of version 1.
    var levelEncoding: Int32 = -1
    /// The bytes of levels of version 2, which are never compressed.
    var definitionBytes = 0
    var repetitionBytes = 0
    /// Whether the values of version 2 are compressed.
    var isCompressed = true
    /// The rows of version 2.
    var rows: Int?
    /// The size of the header itself, in bytes.
    private(set) var length = 0

    enum Kind: Equatable {
        case data, index, dictionary, dataV2
        /// A kind that a reader has to skip.
        case other(Int32)
    }

    /// Reads a header from the start of bytes, of which it may need only some.
    init(_ bytes: UnsafeRawBufferPointer) throws(CompactFault) {
        var reader = CompactReader(bytes)
        var header = Self()
        var details: Kind?
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: header.kind = Kind(try reader.int32(field))
            case 2: header.size = try reader.count(field, "a size")
            case 3: header.compressedSize = try reader.count(field, "a size")
            case 4: header.checksum = UInt32(bitPattern: try reader.int32(field))
            case 5 where field.type == .struct:
                try header.readData(&reader)
                details = .data
            case 7 where field.type == .struct:
                try header.readDictionary(&reader)
                details = .dictionary
            case 8 where field.type == .struct:
                try header.readDataV2(&reader)
                details = .dataV2
            default: try reader.skip(field)
            }
        }
        switch header.kind {
        case .index, .other: break
        case let kind: guard kind == details else { throw .missing("details of its kind of page") }
        }
        header.length = reader.position
        self = header
    }

    private init() {}
}

extension PageHeader {
    private mutating func readData(_ reader: inout CompactReader) throws(CompactFault) {
        var header = self
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: header.values = try reader.count(field, "a number of values")
            case 2: header.encoding = try reader.int32(field)
            case 3: header.levelEncoding = try reader.int32(field)
            default: try reader.skip(field)
            }
        }
        self = header
    }

    private mutating func readDictionary(_ reader: inout CompactReader) throws(CompactFault) {
        var header = self
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: header.values = try reader.count(field, "a number of values")
            case 2: header.encoding = try reader.int32(field)
            default: try reader.skip(field)
            }
        }
        self = header
    }

    private mutating func readDataV2(_ reader: inout CompactReader) throws(CompactFault) {
        var header = self
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: header.values = try reader.count(field, "a number of values")
            case 3: header.rows = try reader.count(field, "a number of rows")
            case 4: header.encoding = try reader.int32(field)
            case 5: header.definitionBytes = try reader.count(field, "a size of levels")
            case 6: header.repetitionBytes = try reader.count(field, "a size of levels")
            case 7: header.isCompressed = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        self = header
    }
}

extension PageHeader.Kind {
    init(_ id: Int32) {
        self =
            switch id {
            case 0: .data
            case 1: .index
            case 2: .dictionary
            case 3: .dataV2
            default: .other(id)
            }
    }
}

extension CompactReader {
    /// Reads a number of 32 bits that cannot be negative.
    ///
    /// - Parameter what: for the error.
    mutating func count(_ field: CompactField, _ what: String) throws(CompactFault) -> Int {
        let value = try int32(field)
        // Programs that count beyond 31 bits write such numbers; they mean more than a page can hold.
        guard value >= 0 else { throw .malformed("\(what) is \(value)") }
        return Int(value)
    }
}

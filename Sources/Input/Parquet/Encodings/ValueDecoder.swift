/// Decodes the present values of a page into slots, whatever their encoding.
struct ValueDecoder: ~Copyable {
    private(set) var form = Form.nothing
    /// Whether the page has given a value.
    private(set) var hasValues = false
    // The decoder of the current form; the others are unused.
    private(set) var plain = PlainDecoder()
    private(set) var hybrid = HybridDecoder()
    private(set) var delta: DeltaDecoder?
    private(set) var deltaLength: DeltaLengthDecoder?
    private(set) var deltaBytes: DeltaByteArrayDecoder?
    private(set) var split: ByteStreamSplitDecoder?
    private var splitBytes = ByteBuffer()
    /// The start of the bytes that slots count from. Valid until the next call.
    private(set) var base = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped

    enum Form {
        case nothing, plain, dictionary, booleans, delta, deltaLength, deltaBytes, split, splitBytes
    }

    init() {}

    /// The bytes of values that are not in a page.
    var heldBytes: Int {
        switch deltaBytes {
        case .some(let decoder): decoder.heldBytes + splitBytes.capacity
        case .none: splitBytes.capacity
        }
    }

    /// Starts a page.
    ///
    /// - Parameters:
    ///   - page: the encoded values. Its owner keeps them until the next page.
    ///   - base: the start of the buffer that has the page.
    ///   - limit: what all values may take, in bytes, if they share bytes.
    mutating func start(
        _ page: PageBytes, base: UnsafeRawPointer, _ encoding: Int32, _ column: ParquetColumn, limit: Int
    ) throws(ParquetError) {
        self.base = base
        form = .nothing
        hasValues = false
        // A page of nulls may have no bytes at all, not even a header.
        guard page.count > 0 else { return }
        form = try start(page, encoding, column, limit: limit)
    }

    /// Decodes at most `count` values, and at least one. `count` is at least 1 and at most ``ColumnBatch/capacity``.
    mutating func decode(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>, _ words: UnsafeMutablePointer<UInt32>,
        _ dictionary: borrowing Dictionary, _ room: MemoryRoom
    ) throws(ParquetError) -> Int {
        hasValues = true
        switch form {
        case .nothing: throw .damaged("the page has no bytes for its values")
        case .plain: try plain.decode(count, into: slots)
        case .dictionary:
            try dictionary.decode(count, &hybrid, into: slots, words)
            base = dictionary.base
        case .booleans: try decodeBooleans(count, into: slots, words)
        case .delta: try delta?.decode(count, into: slots)
        case .deltaLength: try deltaLength?.decode(count, into: slots)
        case .deltaBytes:
            guard let part = try deltaBytes?.decode(count, into: slots, room) else { return count }
            base = part.base
            return part.count
        case .split: try split?.decode(count, into: slots)
        case .splitBytes:
            let decoded = try split?.decode(count, into: slots, &splitBytes, room)
            base = UnsafeRawPointer(splitBytes.base)
            return decoded ?? count
        }
        return count
    }
}

extension ValueDecoder {
    private mutating func start(
        _ page: PageBytes, _ encoding: Int32, _ column: ParquetColumn, limit: Int
    ) throws(ParquetError) -> Form {
        var page = page
        switch (ParquetEncoding(rawValue: encoding), column.type) {
        case (.plain, let type):
            plain = PlainDecoder(page, base: base, type, length: column.length)
            return .plain
        case (.plainDictionary, _), (.rleDictionary, _):
            guard let width = page.byte(), width <= 32 else { throw .damaged("dictionary indexes exceed 32 bits") }
            hybrid = HybridDecoder(page, width: Int(width))
            return .dictionary
        case (.rle, .boolean):
            guard let size = page.word(), let bytes = page.take(size) else {
                throw .damaged("the run-length encoded booleans are truncated")
            }
            hybrid = HybridDecoder(bytes, width: 1)
            return .booleans
        case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
            delta = try DeltaDecoder(page)
            return .delta
        case (.deltaLengthByteArray, .byteArray):
            deltaLength = try DeltaLengthDecoder(page, base: base)
            return .deltaLength
        case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixedLengthByteArray):
            let length = column.type == .byteArray ? nil : column.length
            deltaBytes = try DeltaByteArrayDecoder.start(page, length: length, limit: limit)
            return .deltaBytes
        case (.byteStreamSplit, .fixedLengthByteArray):
            split = try ByteStreamSplitDecoder(page, width: column.length)
            return .splitBytes
        case (.byteStreamSplit, .int32), (.byteStreamSplit, .float), (.byteStreamSplit, .int64),
            (.byteStreamSplit, .double):
            let isShort = column.type == .int32 || column.type == .float
            split = try ByteStreamSplitDecoder(page, width: isShort ? 4 : 8)
            return .split
        default:
            throw .unsupported("\(ParquetEncoding.name(of: encoding)) for values of type \(column.type)")
        }
    }

    private mutating func decodeBooleans(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>, _ words: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        var decoded = 0
        while decoded < count {
            switch try hybrid.next(count - decoded, into: words) {
            case .repeated(let value, let run):
                (slots + decoded).update(repeating: UInt64(value), count: run)
                decoded += run
            case .unpacked(let run):
                for index in 0..<run { slots[decoded + index] = UInt64(words[index]) }
                decoded += run
            }
        }
    }
}

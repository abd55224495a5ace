/// Decodes byte arrays that share a beginning with the one before them. Source: Encodings.md, “Delta Strings”.
///
/// Keeps the decoded bytes of one call, and the last value for the next call.
struct DeltaByteArrayDecoder: ~Copyable {
    private var prefixes: DeltaDecoder
    private var suffixes: DeltaDecoder
    private var bytes: PageBytes
    /// The bytes of each value; nil if they differ.
    private let length: Int?
    /// What the values of the page take so far, and may take, in bytes.
    private var total = 0
    private let limit: Int
    private var previous = (offset: 0, count: 0)
    private var lengths = DecodedLengths()
    private var scratch = ByteBuffer()

    private struct DecodedLengths: ~Copyable {
        let prefixes = UnsafeMutablePointer<UInt64>.allocate(capacity: ColumnBatch.capacity)
        let suffixes = UnsafeMutablePointer<UInt64>.allocate(capacity: ColumnBatch.capacity)
        var position = 0
        var count = 0

        deinit {
            prefixes.deallocate()
            suffixes.deallocate()
        }
    }

    /// What one call decodes, in bytes, before it stops after a value.
    static let callBytes = 1 << 20

    /// Starts a page.
    ///
    /// - Parameters:
    ///   - length: the bytes of each value; nil if they differ.
    ///   - limit: what all values may take, in bytes.
    static func start(_ page: PageBytes, length: Int?, limit: Int) throws(ParquetError) -> DeltaByteArrayDecoder {
        let prefixes = try DeltaDecoder(page)
        let suffixes = try DeltaDecoder(try prefixes.rest())
        return DeltaByteArrayDecoder(prefixes, suffixes, try suffixes.rest(), length: length, limit: limit)
    }

    private init(_ prefixes: DeltaDecoder, _ suffixes: DeltaDecoder, _ bytes: PageBytes, length: Int?, limit: Int) {
        self.prefixes = prefixes
        self.suffixes = suffixes
        self.bytes = bytes
        self.length = length
        self.limit = limit
    }

    /// Whether neither a value nor a byte is left.
    var isAtEnd: Bool {
        prefixes.remaining == 0 && suffixes.remaining == 0 && lengths.position == lengths.count && bytes.count == 0
    }

    /// Whether there are so many values.
    func total(is count: Int) -> Bool { prefixes.total == count && suffixes.total == count }

    /// The bytes that the values of a call take.
    var heldBytes: Int { scratch.capacity }

    /// Decodes at most `count` values, and at least one.
    ///
    /// - Parameter room: what the values may take.
    /// - Returns: the number of values, and the start of the bytes that slots count from. They are valid until the next call.
    mutating func decode(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>, _ room: MemoryRoom
    ) throws(ParquetError) -> (count: Int, base: UnsafeRawPointer) {
        scratch.base.copyMemory(from: scratch.base + previous.offset, byteCount: previous.count)
        previous.offset = 0
        // The first value takes the place of the one before, whose beginning it has, so that a long one is there once.
        var used = 0
        var decoded = 0
        while decoded < count, decoded == 0 || used < Self.callBytes {
            if lengths.position == lengths.count { try refillLengths(count - decoded) }
            let (offset, size) = try decodeValue(at: used, room)
            slots[decoded] = BytesSlot.pack(offset: offset, count: size)
            used = offset + size
            decoded += 1
        }
        return (decoded, UnsafeRawPointer(scratch.base))
    }

    private mutating func refillLengths(_ count: Int) throws(ParquetError) {
        try prefixes.decode(count, into: lengths.prefixes)
        try suffixes.decode(count, into: lengths.suffixes)
        lengths.position = 0
        lengths.count = count
    }

    private mutating func decodeValue(
        at offset: Int, _ room: MemoryRoom
    ) throws(ParquetError) -> (offset: Int, count: Int) {
        let prefix = Int(truncatingIfNeeded: lengths.prefixes[lengths.position])
        let suffix = Int(truncatingIfNeeded: lengths.suffixes[lengths.position])
        lengths.position += 1
        guard prefix >= 0, prefix <= previous.count else {
            throw .damaged("a value shares \(prefix) bytes with one of \(previous.count) bytes")
        }
        guard let part = bytes.take(suffix) else {
            throw .damaged("a value ends in \(suffix) bytes, but the page has only \(bytes.count) more")
        }
        let size = prefix + suffix
        if let length, size != length { throw .damaged("a value has \(size) bytes instead of \(length)") }
        // Each value may repeat a long one, so the page's size does not bound the sum.
        total += size
        try ParquetLimits.check(total, .pageBytes, limit)
        try room.check(scratch.capacity(with: offset + size))
        scratch.reserve(offset + size, keeping: previous.offset + previous.count)
        let target = scratch.base + offset
        if offset != previous.offset { target.copyMemory(from: scratch.base + previous.offset, byteCount: prefix) }
        (target + prefix).copyMemory(from: part.start, byteCount: suffix)
        previous = (offset, size)
        return previous
    }
}

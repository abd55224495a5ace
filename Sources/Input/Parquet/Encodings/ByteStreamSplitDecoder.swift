/// Decodes values whose bytes are in one stream for each place in the value. Source: Encodings.md, “Byte Stream Split”.
struct ByteStreamSplitDecoder {
    private let start: UnsafeRawPointer
    private let width: Int
    /// The number of values, which is also the size of a stream in bytes.
    let total: Int
    private var position = 0

    /// - Parameter width: the bytes of a value, at least 1.
    init(_ page: PageBytes, width: Int) throws(ParquetError) {
        guard page.count.isMultiple(of: width) else {
            throw .damaged("\(page.count) bytes of split values are no multiple of \(width)")
        }
        start = page.start
        total = page.count / width
        self.width = width
    }

    /// Whether no value is left.
    var isAtEnd: Bool { position == total }

    /// Decodes numbers of at most 8 bytes.
    mutating func decode(_ count: Int, into slots: UnsafeMutablePointer<UInt64>) throws(ParquetError) {
        try check(count)
        slots.update(repeating: 0, count: count)
        for stream in 0..<width {
            let bytes = start + (stream * total + position)
            let shift = UInt64(8 * stream)
            for index in 0..<count {
                slots[index] |= UInt64(bytes.load(fromByteOffset: index, as: UInt8.self)) &<< shift
            }
        }
        position += count
    }

    /// Decodes at most `count` values of any width, and at least one, into a buffer that slots count from.
    mutating func decode(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>, _ buffer: inout ByteBuffer, _ room: MemoryRoom
    ) throws(ParquetError) -> Int {
        try check(count)
        let count = max(1, min(count, DeltaByteArrayDecoder.callBytes / width))
        try room.check(buffer.capacity(with: count * width))
        buffer.reserve(count * width)
        for stream in 0..<width {
            let bytes = start + (stream * total + position)
            for index in 0..<count {
                let byte = bytes.load(fromByteOffset: index, as: UInt8.self)
                buffer.base.storeBytes(of: byte, toByteOffset: index * width + stream, as: UInt8.self)
            }
        }
        for index in 0..<count { slots[index] = BytesSlot.pack(offset: index * width, count: width) }
        position += count
        return count
    }

    private func check(_ count: Int) throws(ParquetError) {
        guard count <= total - position else {
            throw .damaged("the page holds \(ParquetError.grouped(total)) split values, fewer than it says")
        }
    }
}

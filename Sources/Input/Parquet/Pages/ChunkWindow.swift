/// The bytes of a column chunk that have been read ahead, and the page that is being read.
struct ChunkWindow: ~Copyable {
    private var buffer = ByteBuffer()
    /// The place in the file of the first byte in the buffer.
    private var offset: UInt64 = 0
    private var filled = 0
    /// The end of the chunk in the file.
    private let end: UInt64
    private let readBytes: Int

    /// - Parameter readBytes: the size of a request, at most.
    init(end: UInt64, readBytes: Int) {
        self.end = end
        self.readBytes = max(1 << 10, readBytes)
    }

    /// The bytes that the window takes.
    var capacity: Int { buffer.capacity }

    /// What it takes with so many bytes of one piece.
    func capacity(with count: Int) -> Int { buffer.capacity(with: count) }

    /// The bytes from an offset on that are in memory already. Valid until the next call of a mutating method.
    func available(at place: UInt64) -> UnsafeRawBufferPointer {
        guard place >= offset, place - offset < UInt64(filled) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let start = Int(place - offset)
        return UnsafeRawBufferPointer(start: buffer.base + start, count: filled - start)
    }

    /// Reads until `count` bytes from an offset on are in memory, all of them in the chunk.
    ///
    /// - Returns: exactly these bytes. Valid until the next call of a mutating method.
    mutating func bytes<Source: ParquetSource>(
        _ count: Int, at place: UInt64, from source: Source
    ) throws(ParquetFailure<Source.Failure>) -> UnsafeRawBufferPointer {
        let kept = available(at: place)
        if kept.count >= count { return UnsafeRawBufferPointer(rebasing: kept[..<count]) }
        // The rest of the window moves to its start, because the bytes of a page must be in one piece.
        if let start = kept.baseAddress { buffer.base.copyMemory(from: start, byteCount: kept.count) }
        offset = place
        filled = kept.count
        let size = min(max(count, readBytes), Int(clamping: end - place))
        buffer.reserve(size, keeping: filled)
        while filled < size {
            let part = min(size - filled, readBytes)
            let target = UnsafeMutableRawBufferPointer(start: buffer.base + filled, count: part)
            try source.readAll(at: place + UInt64(filled), into: target)
            filled += part
        }
        buffer.seal(at: filled)
        return UnsafeRawBufferPointer(start: buffer.base, count: min(count, filled))
    }
}

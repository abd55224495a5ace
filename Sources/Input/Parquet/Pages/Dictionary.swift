/// The distinct values of a column chunk, decoded. Source: Encodings.md, “Dictionary Encoding”.
struct Dictionary: ~Copyable {
    private var slots: UnsafeMutablePointer<UInt64>?
    private var count = 0
    /// The bytes that slots count from; without use for numbers.
    private var bytes = ByteBuffer()

    /// No dictionary.
    init() {}

    deinit {
        slots?.deallocate()
    }

    var isLoaded: Bool { slots != nil }

    /// The bytes that the dictionary takes.
    var heldBytes: Int { bytes.capacity + 8 * count }

    var base: UnsafeRawPointer { UnsafeRawPointer(bytes.base) }

    /// The buffer for the bytes of a dictionary page, before ``load(_:_:_:)``.
    mutating func buffer(_ count: Int) -> UnsafeMutableRawBufferPointer {
        bytes.reserve(count)
        bytes.seal(at: count)
        return UnsafeMutableRawBufferPointer(start: bytes.base, count: count)
    }

    /// Decodes the values.
    ///
    /// - Parameters:
    ///   - count: the number of values that the page states; not more than the limit on dictionaries allows.
    ///   - size: the bytes in the buffer.
    mutating func load(_ count: Int, _ column: ParquetColumn, size: Int) throws(ParquetError) {
        let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, count))
        self.slots = slots
        var plain = PlainDecoder(PageBytes(base, count: size), base: base, column.type, length: column.length)
        try plain.decode(count, into: slots)
        self.count = count
        if !column.type.isBytes { bytes = ByteBuffer() }
    }

    /// Decodes indexes and looks their values up.
    func decode(
        _ count: Int, _ indexes: inout HybridDecoder, into target: UnsafeMutablePointer<UInt64>,
        _ words: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) {
        guard let slots else { throw .damaged("the page refers to a dictionary, but the column chunk has none") }
        var decoded = 0
        while decoded < count {
            switch try indexes.next(count - decoded, into: words) {
            case .repeated(let index, let run):
                guard Int(index) < self.count else { throw outside(index) }
                (target + decoded).update(repeating: slots[Int(index)], count: run)
                decoded += run
            case .unpacked(let run):
                let values = target + decoded
                for place in 0..<run {
                    let index = Int(words[place])
                    guard index < self.count else { throw outside(words[place]) }
                    values[place] = slots[index]
                }
                decoded += run
            }
        }
    }

    private func outside(_ index: UInt32) -> ParquetError {
        .damaged("a value is number \(index) of a dictionary of \(ParquetError.grouped(count)) values")
    }
}

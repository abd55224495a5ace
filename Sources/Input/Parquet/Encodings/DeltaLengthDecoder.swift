/// Decodes byte arrays whose lengths come first. Source: Encodings.md, “Delta-length byte array”.
struct DeltaLengthDecoder {
    private var lengths: DeltaDecoder
    private var bytes: PageBytes
    /// The start of the page's buffer, which slots count from.
    private let base: UnsafeRawPointer

    init(_ page: PageBytes, base: UnsafeRawPointer) throws(ParquetError) {
        lengths = try DeltaDecoder(page)
        bytes = try lengths.rest()
        self.base = base
    }

    /// The number of values.
    var total: Int { lengths.total }

    /// Whether neither a value nor a byte is left.
    var isAtEnd: Bool { lengths.remaining == 0 && bytes.count == 0 }

    mutating func decode(_ count: Int, into slots: UnsafeMutablePointer<UInt64>) throws(ParquetError) {
        try lengths.decode(count, into: slots)
        for index in 0..<count {
            let length = Int(truncatingIfNeeded: slots[index])
            let offset = bytes.start - base
            guard bytes.take(length) != nil else {
                throw .damaged("a value has \(length) bytes, but the page has only \(bytes.count) more")
            }
            slots[index] = BytesSlot.pack(offset: offset, count: length)
        }
    }
}

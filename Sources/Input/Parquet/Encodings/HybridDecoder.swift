/// Decodes the hybrid of run lengths and bit packing, for dictionary indexes, levels and booleans.
///
/// Source: Encodings.md, “Run Length Encoding / Bit-Packing Hybrid”.
struct HybridDecoder {
    private(set) var bytes: PageBytes
    private let width: Int
    private var run = Run.repeated(0)
    /// The values of the run that are left.
    private(set) var remaining = 0

    private enum Run {
        /// One value, again and again.
        case repeated(UInt32)
        /// Packed values, and the place of the next one in bits.
        case packed(UnsafeRawPointer, bit: Int)
    }

    /// A part of a run.
    enum Part {
        /// A value, and how often it comes.
        case repeated(UInt32, count: Int)
        /// Packed values, unpacked now.
        case unpacked(count: Int)
    }

    /// - Parameter width: of a value in bits, from 0 to 32.
    init(_ bytes: PageBytes, width: Int) {
        self.bytes = bytes
        self.width = width
    }

    /// No values.
    init() {
        self.init(PageBytes(UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped, count: 0), width: 0)
    }

    /// Decodes some values: at least one.
    ///
    /// - Parameter words: where packed values go; has space for `count`, which is at least 1.
    /// - Throws: ``ParquetError`` if there is no further value.
    mutating func next(
        _ count: Int, into words: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) -> Part {
        if remaining == 0 { try startRun() }
        let count = min(count, remaining)
        remaining -= count
        switch run {
        case .repeated(let value): return .repeated(value, count: count)
        case .packed(let start, let bit):
            BitPacking.unpack(start, from: bit, width: width, count: count, into: words)
            run = .packed(start, bit: bit + count * width)
            return .unpacked(count: count)
        }
    }

    /// Goes behind the next run.
    ///
    /// - Returns: the number of its values.
    mutating func skipRun() throws(ParquetError) -> Int {
        if remaining == 0 { try startRun() }
        defer { remaining = 0 }
        return remaining
    }

    private mutating func startRun() throws(ParquetError) {
        // An empty run makes no progress but takes bytes, so this ends.
        while remaining == 0 {
            guard let header = bytes.varint() else {
                throw .damaged("the page holds fewer run-length encoded values than it says")
            }
            guard header >> 1 <= UInt64(Int32.max) else { throw .damaged("a run has \(header >> 1) values") }
            let count = Int(header >> 1)
            if header & 1 == 1 { startPacked(groups: count) } else { try startRepeated(count) }
        }
    }

    private mutating func startRepeated(_ count: Int) throws(ParquetError) {
        let size = (width + 7) / 8
        guard bytes.count >= size else { throw .damaged("a run of values is truncated") }
        var value: UInt32 = 0
        for index in 0..<size {
            value |= UInt32(bytes.start.load(fromByteOffset: index, as: UInt8.self)) << (8 * index)
        }
        bytes.drop(size)
        guard width == 32 || value >> width == 0 else {
            throw .damaged("a run repeats \(value), which exceeds \(width) bits")
        }
        run = .repeated(value)
        remaining = count
    }

    /// Some writers cut off the last group after its last value, so only missing values are a fault.
    private mutating func startPacked(groups: Int) {
        run = .packed(bytes.start, bit: 0)
        let size = groups * width
        if size <= bytes.count {
            remaining = groups * 8
            bytes.drop(size)
        } else {
            remaining = bytes.count * 8 / width
            bytes.drop(bytes.count)
        }
    }
}

/// Decodes integers from their differences. Source: Encodings.md, “Delta Encoding”.
struct DeltaDecoder {
    private var bytes: PageBytes
    private let miniblocks: Int
    private let miniblockValues: Int
    /// The number of values that the header states.
    let total: Int
    /// The values that are left.
    private(set) var remaining: Int
    private var last: UInt64
    private var isFirst = true
    private var smallest: UInt64 = 0
    /// The bit widths of the miniblocks of a block, and the index of the next one.
    private var widths = PageBytes(UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped, count: 0)
    private var miniblock = Miniblock()

    private struct Miniblock {
        var start = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
        var bit = 0
        var bits = 0
        var width = 0
        var remaining = 0
    }

    /// Reads the header.
    init(_ bytes: PageBytes) throws(ParquetError) {
        var bytes = bytes
        guard let block = bytes.varint(), let miniblocks = bytes.varint(), let total = bytes.varint(),
            let first = bytes.zigzag()
        else { throw .damaged("the header of delta-encoded values is truncated") }
        guard block <= UInt64(Int32.max), total <= UInt64(Int32.max), miniblocks > 0, block > 0,
            block.isMultiple(of: miniblocks), (block / miniblocks).isMultiple(of: 8)
        else {
            throw .damaged("delta-encoded values have blocks of \(block) values in \(miniblocks) miniblocks")
        }
        self.bytes = bytes
        self.miniblocks = Int(miniblocks)
        miniblockValues = Int(block / miniblocks)
        self.total = Int(total)
        remaining = Int(total)
        last = UInt64(bitPattern: first)
    }

    /// Decodes values. Sums wrap around, as the specification demands.
    mutating func decode(_ count: Int, into values: UnsafeMutablePointer<UInt64>) throws(ParquetError) {
        guard count <= remaining else {
            throw .damaged("the page holds \(ParquetError.grouped(total)) delta-encoded values, fewer than it says")
        }
        remaining -= count
        var decoded = 0
        if isFirst, count > 0 {
            values[0] = last
            isFirst = false
            decoded = 1
        }
        while decoded < count {
            if miniblock.remaining == 0 { try startMiniblock() }
            let part = min(count - decoded, miniblock.remaining)
            try unpack(part, into: values + decoded)
            decoded += part
        }
    }

    private mutating func unpack(_ count: Int, into values: UnsafeMutablePointer<UInt64>) throws(ParquetError) {
        let width = miniblock.width
        guard miniblock.bit + count * width <= miniblock.bits else {
            throw .damaged("delta-encoded values are truncated")
        }
        BitPacking.unpack(miniblock.start, from: miniblock.bit, width: width, count: count, into: values)
        // Local, because the compiler cannot prove that the values do not overlap them.
        var last = last
        let smallest = smallest
        for index in 0..<count {
            last = last &+ smallest &+ values[index]
            values[index] = last
        }
        self.last = last
        miniblock.bit += count * width
        miniblock.remaining -= count
    }

    private mutating func startMiniblock() throws(ParquetError) {
        if widths.count == 0 { try startBlock() }
        guard let width = widths.byte(), width <= 64 else {
            throw .damaged("a miniblock of delta-encoded values has more than 64 bits for each")
        }
        // Writers may leave out the padding of the last miniblock, so only missing values are a fault.
        let size = min(bytes.count, miniblockValues / 8 * Int(width))
        miniblock = Miniblock(
            start: bytes.start, bit: 0, bits: size * 8, width: Int(width), remaining: miniblockValues)
        bytes.drop(size)
    }

    private mutating func startBlock() throws(ParquetError) {
        guard let smallest = bytes.zigzag(), let widths = bytes.take(miniblocks) else {
            throw .damaged("a block of delta-encoded values is truncated")
        }
        self.smallest = UInt64(bitPattern: smallest)
        self.widths = widths
    }

    /// The bytes behind all values.
    func rest() throws(ParquetError) -> PageBytes {
        var scan = self
        // The header holds the first value.
        var left = remaining - (isFirst ? 1 : 0) - miniblock.remaining
        while left > 0 {
            try scan.startMiniblock()
            left -= miniblockValues
        }
        return scan.bytes
    }
}

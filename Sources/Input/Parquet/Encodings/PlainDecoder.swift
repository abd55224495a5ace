/// Decodes PLAIN values into slots. Source: Encodings.md, “Plain”.
///
/// A slot has 64 bits: the bits of a number or boolean, or the place of bytes as ``BytesSlot`` has it.
struct PlainDecoder {
    private(set) var bytes: PageBytes
    /// The start of the page's buffer, which the places of bytes count from.
    private let base: UnsafeRawPointer
    let type: PhysicalType
    let length: Int
    // The next bit of the first byte, for booleans.
    private(set) var bit = 0

    init(_ bytes: PageBytes, base: UnsafeRawPointer, _ type: PhysicalType, length: Int) {
        self.bytes = bytes
        self.base = base
        self.type = type
        self.length = length
    }

    /// No values.
    init() {
        let nowhere = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
        self.init(PageBytes(nowhere, count: 0), base: nowhere, .boolean, length: 0)
    }

    mutating func decode(_ count: Int, into slots: UnsafeMutablePointer<UInt64>) throws(ParquetError) {
        switch type {
        case .boolean: try decodeBooleans(count, into: slots)
        case .int32, .float:
            let start = try take(count, size: 4).assumingMemoryBound(to: UInt32.self)
            for index in 0..<count {
                let value = UnsafeRawPointer(start + index).loadUnaligned(as: UInt32.self)
                slots[index] = UInt64(UInt32(littleEndian: value))
            }
        case .int64, .double:
            let start = try take(count, size: 8)
            UnsafeMutableRawPointer(slots).copyMemory(from: start, byteCount: count * 8)
        case .byteArray: try decodeByteArrays(count, into: slots)
        case .int96, .fixedLengthByteArray:
            var offset = try take(count, size: length) - base
            for index in 0..<count {
                slots[index] = BytesSlot.pack(offset: offset, count: length)
                offset += length
            }
        }
    }

    private static func tooFew(_ count: Int) -> ParquetError {
        .damaged("the page ends \(ParquetError.grouped(count)) bytes before its last value does")
    }

    private mutating func take(_ count: Int, size: Int) throws(ParquetError) -> UnsafeRawPointer {
        let (needed, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, needed <= bytes.count else { throw Self.tooFew(overflow ? Int.max : needed - bytes.count) }
        defer { bytes.drop(needed) }
        return bytes.start
    }

    private mutating func decodeBooleans(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>
    ) throws(ParquetError) {
        let end = bit + count
        guard end <= bytes.count * 8 else { throw Self.tooFew((end + 7) / 8 - bytes.count) }
        BitPacking.unpack(bytes.start, from: bit, width: 1, count: count, into: slots)
        bytes.drop(end / 8)
        bit = end % 8
    }

    private mutating func decodeByteArrays(
        _ count: Int, into slots: UnsafeMutablePointer<UInt64>
    ) throws(ParquetError) {
        var offset = bytes.start - base
        let end = offset + bytes.count
        for index in 0..<count {
            guard end - offset >= 4 else { throw Self.tooFew(4 - (end - offset)) }
            let length = Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            offset += 4
            guard length <= end - offset else { throw Self.tooFew(length - (end - offset)) }
            slots[index] = BytesSlot.pack(offset: offset, count: length)
            offset += length
        }
        bytes.drop(bytes.count - (end - offset))
    }
}

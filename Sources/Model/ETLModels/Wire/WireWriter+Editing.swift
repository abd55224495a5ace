// The operations that packing needs beside appending.
extension WireWriter {
    /// Appends a number in as few bytes as it needs (LEB128; DWARF 5, section 7.6). Each byte has seven bits, lowest
    /// first; the top bit is set in all but the last.
    @inline(__always)
    mutating func append(varint value: UInt64) {
        guard value < 1 << 14 else { return appendBytes(ofVarint: value) }
        // Nearly every number has one or two bytes. One store writes them; a byte too many is written over.
        let hasTwo = value >= 0x80
        let bytes = UInt16(truncatingIfNeeded: hasTwo ? (value >> 7) << 8 | value & 0x7F | 0x80 : value)
        reserve(2)
        storage.storeBytes(of: bytes.littleEndian, toByteOffset: position, as: UInt16.self)
        position += hasTwo ? 2 : 1
    }

    private mutating func appendBytes(ofVarint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends bytes, of which there are few as a rule.
    @inline(__always)
    mutating func append(few bytes: RawSpan) {
        let count = bytes.byteCount
        guard count >= 8, count <= 64 else { return append(contentsOf: bytes) }
        reserve(count)
        var offset = 0
        while offset + 8 < count {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            storage.storeBytes(of: word, toByteOffset: position + offset, as: UInt64.self)
            offset += 8
        }
        // The last eight bytes overlap those before.
        let word = bytes.unsafeLoadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        storage.storeBytes(of: word, toByteOffset: position + count - 8, as: UInt64.self)
        position += count
    }

    /// Appends `count` bytes that `body` stores, all of them.
    @inline(__always)
    mutating func append<Result>(uninitialized count: Int, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        reserve(count)
        guard let start = storage.baseAddress else { preconditionFailure("the buffer is never empty") }
        defer { position += count }
        return body(start + position)
    }

    /// Appends a copy of bytes that are already written.
    mutating func appendAgain(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        reserve(range.count)
        let source = UnsafeRawBufferPointer(rebasing: storage[range])
        UnsafeMutableRawBufferPointer(rebasing: storage[position...]).copyMemory(from: source)
        position += range.count
    }

    /// Appends a value whose first bytes are the last `bytes` bytes of the writer.
    @inline(__always)
    mutating func overwriteLast<Value: BitwiseCopyable>(_ bytes: Int, thenAppend value: Value) {
        precondition(bytes >= 0 && bytes <= position)
        position -= bytes
        append(bytesOf: value)
    }

    /// Keeps only a range of the written bytes, and moves it to the start.
    mutating func keepOnly(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[range]))
        position = range.count
    }

    /// Overwrites the bytes at the start, which must exist.
    mutating func overwriteStart(_ write: (inout WireWriter) -> Void) {
        let end = position
        position = 0
        write(&self)
        precondition(position <= end)
        position = end
    }
}

extension WireReader {
    /// The next number as ``WireWriter/append(varint:)`` writes it, below 2^35.
    @_lifetime(self: copy self)
    mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 28, by: 7) {
            let byte = try integer(UInt8.self)
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("a number has more than 5 bytes")
    }
}

/// Writes big-endian values to bytes that it owns.
///
/// The bytes are plain memory: an array would check for shared ownership before every number.
public struct WireWriter: ~Copyable {
    @usableFromInline var storage: UnsafeMutableRawBufferPointer
    @usableFromInline var position: Int

    /// Starts with a capacity of `capacity` bytes; a full buffer doubles it.
    public init(capacity: Int) {
        storage = .allocate(byteCount: max(capacity, 64), alignment: 16)
        position = 0
    }

    deinit {
        storage.deallocate()
    }

    /// The number of bytes written so far.
    @inlinable public var count: Int { position }

    /// Reserves space for `additional` bytes. Every write comes after this check, and needs no other.
    @inlinable
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if storage.count - position < additional { grow(additional) }
    }

    @usableFromInline
    @inline(never)
    mutating func grow(_ additional: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, position + additional), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<position]))
        storage.deallocate()
        storage = larger
    }

    /// Appends a number.
    @inlinable
    @inline(__always)
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        append(bytesOf: value.bigEndian)
    }

    /// Appends the bytes of a number, or of a tuple of numbers, which the caller has made big-endian.
    @inlinable
    @inline(__always)
    mutating func append<Value: BitwiseCopyable>(bytesOf value: Value) {
        reserve(MemoryLayout<Value>.size)
        storage.storeBytes(of: value, toByteOffset: position, as: Value.self)
        position += MemoryLayout<Value>.size
    }

    /// Appends the lowest `count` bytes of a number, at most eight.
    @inlinable
    @inline(__always)
    mutating func append(_ number: UInt64, bytes count: Int) {
        reserve(8)
        let word = number << (64 - 8 * count)
        storage.storeBytes(of: word.bigEndian, toByteOffset: position, as: UInt64.self)
        position += count
    }

    /// Replaces a number that was appended `offset` bytes from the start.
    @inlinable
    public mutating func replace<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= count)
        storage.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self)
    }

    /// Appends bytes.
    @inlinable
    public mutating func append(contentsOf bytes: RawSpan) {
        reserve(bytes.byteCount)
        bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: storage[position...]).copyMemory(from: source)
        }
        position += bytes.byteCount
    }

    /// Appends a text of at most 65,535 bytes: a length (two bytes) and UTF-8. A longer one is cut.
    public mutating func append(shortText text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var count = min(utf8.count, Int(UInt16.max))
            // A character is not split: a continuation byte belongs to the character before it.
            while count < utf8.count, utf8[count] & 0xC0 == 0x80 { count -= 1 }
            append(UInt16(count))
            append(contentsOf: utf8.span.bytes.extracting(0..<count))
        }
    }

    /// The written bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let written = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: storage[..<position]))
            return _overrideLifetime(written, borrowing: self)
        }
    }

    /// Discards the written bytes, and keeps the capacity.
    public mutating func removeAll() {
        position = 0
    }

    /// Discards the bytes after the first `count`, and keeps the capacity.
    mutating func truncate(to count: Int) {
        precondition((0...position).contains(count))
        position = count
    }

    /// A copy of the written bytes. More than 16 KiB get a whole number of such blocks, so that the next batch can reuse
    /// the freed memory. A heap whose pieces all differ a little grows for a long time.
    func copy() -> [UInt8] {
        let block = 16 * 1024
        let capacity = position < block ? position : (position + block - 1) / block * block
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: storage[..<position]))
            count = position
        }
    }

    /// Ends the writing.
    ///
    /// - Returns: a copy of the written bytes.
    public consuming func finish() -> [UInt8] {
        copy()
    }
}

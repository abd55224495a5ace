/// Writes big-endian values to bytes that it owns.
public struct WireWriter: ~Copyable {
    @usableFromInline var storage: [UInt8]
    @usableFromInline var position: Int

    /// Starts with room for `capacity` bytes; the room doubles when it is used up.
    @inlinable
    public init(capacity: Int) {
        storage = [UInt8](repeating: 0, count: max(capacity, 64))
        position = 0
    }

    /// The number of bytes written so far.
    @inlinable public var count: Int { position }

    /// Makes room for `additional` bytes.
    @inlinable
    mutating func reserve(_ additional: Int) {
        if count + additional > storage.count { grow(additional) }
    }

    @usableFromInline
    mutating func grow(_ additional: Int) {
        let size = max(storage.count * 2, count + additional)
        storage.reserveCapacity(size)
        storage.append(contentsOf: repeatElement(0, count: size - storage.count))
    }

    /// Appends a number.
    @inlinable
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        reserve(MemoryLayout<Value>.size)
        let offset = count
        storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self) }
        position += MemoryLayout<Value>.size
    }

    /// Replaces a number that was appended `offset` bytes from the start.
    @inlinable
    public mutating func replace<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= count)
        storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self) }
    }

    /// Appends bytes.
    @inlinable
    public mutating func append(contentsOf bytes: RawSpan) {
        reserve(bytes.byteCount)
        let offset = count
        bytes.withUnsafeBytes { source in
            storage.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: source)
            }
        }
        position += bytes.byteCount
    }

    /// Appends a text of at most 65,535 bytes: a length (two bytes) and UTF-8. A longer one is cut.
    public mutating func append(shortText text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let count = min(utf8.count, Int(UInt16.max))
            append(UInt16(count))
            append(contentsOf: utf8.span.bytes.extracting(0..<count))
        }
    }

    /// What has been written.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { storage.span.bytes.extracting(0..<count) }
    }

    /// Forgets what has been written, and keeps the room.
    public mutating func removeAll() {
        position = 0
    }

    /// Ends the writing and hands the bytes over, without a copy.
    @inlinable
    public consuming func finish() -> [UInt8] {
        storage.removeLast(storage.count - count)
        return storage
    }
}

extension WireWriter: FieldSink {
    /// Appends a field of a record.
    @inlinable
    public mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        value.write(to: &self)
    }

    /// Appends a field of a record, or its empty place.
    @inlinable
    public mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        append(UInt8(value == nil ? 0 : 1))
        if let value {
            value.write(to: &self)
        } else if Value.wireWidth != nil {
            Value.absent.write(to: &self)
        }
    }
}

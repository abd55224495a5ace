extension CopyWriter {
    /// Writes NULL, for a column of any type.
    @inlinable
    package mutating func null() {
        reserve(4)
        store(Int32(-1).bigEndian)
    }

    /// Writes a `boolean`.
    @inlinable
    package mutating func bool(_ value: Bool) {
        reserve(5)
        store(UInt32(1).bigEndian)
        store(value ? 1 as UInt8 : 0)
    }

    /// Writes an `integer`.
    @inlinable
    package mutating func int32(_ value: Int32) {
        reserve(8)
        store(UInt32(4).bigEndian)
        store(value.bigEndian)
    }

    /// Writes a `bigint`.
    @inlinable
    package mutating func int64(_ value: Int64) {
        reserve(12)
        store(UInt32(8).bigEndian)
        store(value.bigEndian)
    }

    /// Writes a `timestamptz`: microseconds since 2000-01-01 00:00:00 UTC, which is 946 684 800 s after the Unix epoch.
    @inlinable
    package mutating func timestamp(microsecondsSince2000 value: Int64) {
        int64(value)
    }

    /// Writes a `bytea` of at most 1 GiB.
    @inlinable
    package mutating func bytes(_ value: RawSpan) {
        value.withUnsafeBytes { append($0) }
    }

    /// Writes a `bytea` of 20 bytes, given as big-endian words.
    @inlinable
    package mutating func bytes(bigEndian first: UInt64, _ second: UInt64, _ third: UInt32) {
        reserve(24)
        store(UInt32(20).bigEndian)
        store(first.bigEndian)
        store(second.bigEndian)
        store(third.bigEndian)
    }

    /// Writes a `bytea` of 32 bytes, given as big-endian words.
    @inlinable
    package mutating func bytes(bigEndian first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        reserve(36)
        store(UInt32(32).bigEndian)
        store(first.bigEndian)
        store(second.bigEndian)
        store(third.bigEndian)
        store(fourth.bigEndian)
    }

    /// Writes a `text`, which must be UTF-8 without NUL characters.
    @inlinable
    package mutating func text(_ value: RawSpan) {
        value.withUnsafeBytes { append($0) }
    }

    /// Writes a `text` without NUL characters.
    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a `uuid` of 16 bytes.
    @inlinable
    package mutating func uuid(_ value: RawSpan) {
        precondition(value.byteCount == 16, "a uuid has 16 bytes")
        value.withUnsafeBytes { append($0) }
    }

    @inlinable
    mutating func append(_ value: UnsafeRawBufferPointer) {
        reserve(4)
        store(UInt32(truncatingIfNeeded: value.count).bigEndian)
        guard let bytes = value.baseAddress, value.count <= end - next else {
            appendLarge(value)
            return
        }
        next.copyMemory(from: bytes, byteCount: value.count)
        next += value.count
    }
}

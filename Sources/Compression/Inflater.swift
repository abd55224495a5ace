internal import CZlib

/// Decompresses gzip (RFC 1952): any number of members, one after the other, and zeros behind the last.
///
/// The caller owns both buffers; the inflater itself keeps about 50 KiB. Not to be used by two threads at once.
package struct Inflater: ~Copyable {
    /// How far the inflater has read: the offset in the compressed data of the first byte that it has not consumed.
    package private(set) var offset: UInt64
    // zlib keeps a pointer back to the stream, so that it must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private var place = Place.firstMember
    // Found behind text that had to be delivered first.
    private var damage: InflateError?

    private enum Place {
        case firstMember, member, betweenMembers, padding
    }

    /// Starts at the beginning of a member.
    ///
    /// - Parameter offset: where in the compressed data that is; only counted with, in ``offset`` and in errors.
    /// - Throws: ``InflateError/outOfMemory``.
    package init(at offset: UInt64 = 0) throws(InflateError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflate_init_gzip(stream) == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
        self.offset = offset
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// What one call has done.
    package struct Step: Sendable, Hashable {
        /// The bytes of input that are used up.
        package let consumed: Int
        /// The bytes of output that have been written.
        package let produced: Int
        /// Whether a member ends here. What follows, if anything, is another member or padding.
        package let endsMember: Bool
    }

    /// Decompresses a range of bytes into a range of a buffer, until the input is used up, the output is full or a member
    /// ends.
    ///
    /// Call it again with what is left of the input; with none, for text that the output had no room for. Damage is reported by the first call that has nothing to write
    /// before it, and by every call after that.
    ///
    /// - Throws: ``InflateError/corrupt(_:offset:)`` or ``InflateError/trailingBytes(offset:)``.
    package mutating func inflate(
        _ bytes: [UInt8], _ inputRange: Range<Int>, into output: inout [UInt8], _ range: Range<Int>
    ) throws(InflateError) -> Step {
        if let damage { throw damage }
        let input = bytes.span.bytes.extracting(inputRange)
        guard !range.isEmpty, !input.isEmpty || place == .member else {
            return Step(consumed: 0, produced: 0, endsMember: false)
        }
        switch place {
        case .padding: return try skipPadding(input)
        case .betweenMembers:
            guard input.unsafeLoad(fromByteOffset: 0, as: UInt8.self) != 0 else { return try skipPadding(input) }
            try startMember(input)
        case .firstMember: place = .member
        case .member: break
        }
        return try inflateMember(input, into: &output, range)
    }

    /// Ends the reading: the compressed data has no more bytes.
    ///
    /// - Throws: ``InflateError/truncated(offset:)`` when a member has begun and not ended, or the damage that the last call
    ///   had text to write before.
    package func finish() throws(InflateError) {
        if let damage { throw damage }
        guard place != .member else { throw .truncated(offset: offset) }
    }
}

extension Inflater {
    private mutating func startMember(_ input: RawSpan) throws(InflateError) {
        let gzipMagic: UInt8 = 0x1F
        guard input.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == gzipMagic else {
            throw .trailingBytes(offset: offset)
        }
        inflateReset(stream)
        place = .member
    }

    private mutating func skipPadding(_ input: RawSpan) throws(InflateError) -> Step {
        place = .padding
        for index in 0..<input.byteCount where input.unsafeLoad(fromByteOffset: index, as: UInt8.self) != 0 {
            throw .trailingBytes(offset: offset + UInt64(index))
        }
        offset += UInt64(input.byteCount)
        return Step(consumed: input.byteCount, produced: 0, endsMember: false)
    }

    private mutating func inflateMember(
        _ input: RawSpan, into output: inout [UInt8], _ range: Range<Int>
    ) throws(InflateError) -> Step {
        let (code, consumed, produced) = Self.step(stream, input, &output, range)
        offset += UInt64(consumed)
        if code == Z_STREAM_END { place = .betweenMembers }
        if code == Z_MEM_ERROR { throw .outOfMemory }
        let isIdle = code == Z_BUF_ERROR && (produced > 0 || input.isEmpty)
        guard code == Z_OK || code == Z_STREAM_END || isIdle else {
            let damage = InflateError.corrupt(message(for: code), offset: offset)
            self.damage = damage
            guard produced > 0 else { throw damage }
            return Step(consumed: consumed, produced: produced, endsMember: false)
        }
        return Step(consumed: consumed, produced: produced, endsMember: code == Z_STREAM_END)
    }

    /// One call of zlib. Pointers are made here and nowhere else, and zlib is left with none of them.
    private static func step(
        _ stream: UnsafeMutablePointer<z_stream>, _ input: RawSpan, _ output: inout [UInt8], _ range: Range<Int>
    ) -> (code: Int32, consumed: Int, produced: Int) {
        input.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { buffer in
                let output = UnsafeMutableRawBufferPointer(rebasing: buffer[range])
                let inputCount = UInt32(clamping: input.count)
                let outputCount = UInt32(clamping: output.count)
                // zlib never writes to its input, but declares it mutable.
                stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.pointee.avail_in = inputCount
                stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = outputCount
                let code = CZlib.inflate(stream, Z_NO_FLUSH)
                let consumed = Int(inputCount - stream.pointee.avail_in)
                let produced = Int(outputCount - stream.pointee.avail_out)
                stream.pointee.next_in = nil
                stream.pointee.next_out = nil
                return (code, consumed, produced)
            }
        }
    }

    private func message(for code: Int32) -> String {
        if code == Z_NEED_DICT { return "it needs a dictionary" }
        return stream.pointee.msg.map { String(cString: $0) } ?? "it cannot be decoded"
    }
}

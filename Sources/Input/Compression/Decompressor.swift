/// Decompresses any number of members, one after another, and skips the padding between and after them.
///
/// The caller owns both buffers. Not thread-safe.
package struct Decompressor<Decoder: MemberDecoder & ~Copyable>: ~Copyable {
    /// The offset in the compressed data of the first byte that it has not consumed.
    package private(set) var offset: UInt64
    /// The start of the member that it last read from.
    package private(set) var memberStart: UInt64
    private let start: UInt64
    private var decoder: Decoder
    private var place = Place.firstMember
    /// The beginnings that the member's first bytes agree with, one bit each.
    private var beginnings = ~UInt8(0)
    // Damage that the next call reports, after the text before it.
    private var damage: DecompressionError?

    private enum Place {
        case firstMember, member, betweenMembers
        case padding(zeros: UInt64)
    }

    /// Starts at the beginning of a member.
    ///
    /// - Parameter offset: that place in the compressed data; used only for ``offset`` and errors.
    /// - Throws: ``DecompressionError`` if memory is insufficient.
    package init(at offset: UInt64 = 0) throws(DecompressionError) {
        guard let decoder = Decoder() else { throw DecompressionError(Decoder.name, .outOfMemory, at: offset) }
        self.decoder = decoder
        self.offset = offset
        start = offset
        memberStart = offset
    }

    /// Decompresses a range of bytes into a range of a buffer, until the input is used up, the output is full or a member
    /// ends.
    ///
    /// Call it again with the rest of the input, or without input to get text for which the output had no space. The
    /// first call without text to write before the damage reports it, and so does every later call.
    ///
    /// - Throws: ``DecompressionError``.
    package mutating func decompress(
        _ bytes: [UInt8], _ inputRange: Range<Int>, into output: inout [UInt8], _ range: Range<Int>
    ) throws(DecompressionError) -> DecompressionStep {
        if let damage { throw damage }
        guard !range.isEmpty else { return .nothing }
        let input = bytes.span.bytes.extracting(inputRange)
        if case .member = place { return try decode(input, into: &output, range) }
        guard !input.isEmpty else { return .nothing }
        if let padding = try skipPadding(input) { return padding }
        try startMember()
        return try decode(input, into: &output, range)
    }

    /// Ends the reading: the compressed data has no more bytes.
    ///
    /// - Throws: ``DecompressionError`` if a member is incomplete, or for damage that the last call did not report because of
    ///   the text before it.
    package func finish() throws(DecompressionError) {
        if let damage { throw damage }
        switch place {
        case .firstMember, .betweenMembers: break
        case .member: throw error(.truncated)
        case .padding(let zeros):
            guard Decoder.padding != .fourZeros || zeros % 4 == 0 else {
                throw DecompressionError(Decoder.name, .trailingBytes, at: offset - zeros % 4)
            }
        }
    }
}

/// The result of one call.
package struct DecompressionStep: Sendable, Hashable {
    /// The bytes of input that are used up.
    package let consumed: Int
    /// The bytes of output that have been written, all of one member.
    package let produced: Int
    /// Whether a member ends here. Any further bytes are another member or padding.
    package let endsMember: Bool

    static let nothing = DecompressionStep(consumed: 0, produced: 0, endsMember: false)
}

extension Decompressor where Decoder: ~Copyable {
    private func error(_ reason: DecompressionError.Reason) -> DecompressionError {
        DecompressionError(Decoder.name, reason, at: offset)
    }

    /// Skips zeros after a member; nil if there are none and a member must start.
    private mutating func skipPadding(_ input: RawSpan) throws(DecompressionError) -> DecompressionStep? {
        let zeros: UInt64
        switch place {
        case .betweenMembers where Decoder.padding != .none: zeros = 0
        case .padding(let count): zeros = count
        default: return nil
        }
        var count = 0
        while count < input.byteCount, input.unsafeLoad(fromByteOffset: count, as: UInt8.self) == 0 { count += 1 }
        let total = zeros + UInt64(count)
        if count == 0 {
            guard total > 0 else { return nil }
            guard Decoder.padding == .fourZeros, total % 4 == 0 else { throw error(.trailingBytes) }
            return nil
        }
        place = .padding(zeros: total)
        offset += UInt64(count)
        return DecompressionStep(consumed: count, produced: 0, endsMember: false)
    }

    private mutating func startMember() throws(DecompressionError) {
        if case .firstMember = place {
        } else {
            guard decoder.restart() else { throw error(.outOfMemory) }
        }
        memberStart = offset
        beginnings = ~0
        place = .member
    }

    private mutating func decode(
        _ input: RawSpan, into output: inout [UInt8], _ range: Range<Int>
    ) throws(DecompressionError) -> DecompressionStep {
        try checkBeginning(input)
        let part = input.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { buffer in
                decoder.decode(input, into: UnsafeMutableRawBufferPointer(rebasing: buffer[range]))
            }
        }
        offset += UInt64(part.consumed)
        let isEnd = if case .end = part.result { true } else { false }
        if isEnd { place = .betweenMembers }
        damage = error(after: part.result)
        let standsStill = !isEnd && part.consumed == 0 && part.produced == 0 && !input.isEmpty
        if standsStill, damage == nil { damage = error(.corrupt("it cannot be decoded")) }
        if let damage, part.produced == 0 { throw damage }
        return DecompressionStep(consumed: part.consumed, produced: part.produced, endsMember: isEnd)
    }

    /// Fails if something other than a member follows a member. The library would report it as damage, and only after a
    /// whole header.
    private mutating func checkBeginning(_ input: RawSpan) throws(DecompressionError) {
        let known = offset - memberStart
        guard known < MemberBeginning.decisive else { return }
        for index in Int(known)..<min(MemberBeginning.decisive, Int(known) + input.byteCount) {
            let byte = input.unsafeLoad(fromByteOffset: index - Int(known), as: UInt8.self)
            guard !agrees(byte, at: index) else { continue }
            let isFirst = memberStart == start
            let reason: DecompressionError.Reason = isFirst ? .corrupt("it has another signature") : .trailingBytes
            let error = DecompressionError(Decoder.name, reason, at: memberStart)
            damage = error
            throw error
        }
    }

    /// Whether a member can go on with this byte. Bytes of one beginning do not go with those of another.
    private mutating func agrees(_ byte: UInt8, at index: Int) -> Bool {
        var left = UInt8(0)
        for (bit, beginning) in Decoder.beginnings.enumerated() where beginning.allows(byte, at: index) {
            left |= 1 << UInt8(bit)
        }
        beginnings &= left
        return beginnings != 0
    }

    private func error(after result: DecodingResult) -> DecompressionError? {
        switch result {
        case .incomplete, .end: nil
        case .corrupt(let what): error(.corrupt(what))
        case .tooDemanding: error(.tooDemanding(Decoder.remedy))
        case .outOfMemory: error(.outOfMemory)
        }
    }
}

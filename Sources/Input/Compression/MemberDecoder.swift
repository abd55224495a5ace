/// Decompresses one member: the self-delimiting output of a compressor for one text. gzip calls it a member, zstd a frame,
/// bzip2 and xz a stream.
///
/// ``Decompressor`` has the parts that all compressions share. A new compression adds a decoder.
/// Not thread-safe.
package protocol MemberDecoder: ~Copyable {
    /// The compression's name.
    static var name: String { get }
    /// The signatures of members, which identify a file of this compression.
    static var beginnings: [MemberBeginning] { get }
    /// The padding that may follow a member.
    static var padding: Padding { get }
    /// The command that recompresses ``DecodingResult/tooDemanding`` data so that it needs less memory, with “FILE” in it.
    static var remedy: String { get }

    /// Prepares for a member; nil if memory is insufficient.
    init?()

    /// Prepares for another member, after any result of the last one; false if memory is insufficient.
    mutating func restart() -> Bool

    /// Continues the member until the input is used up, the output is full, or the member ends.
    ///
    /// May also stop earlier, but never without progress while there is input, and space for output. The decoder writes
    /// the text before any damage in this call or an earlier one, and then reports the damage.
    ///
    /// - Parameter input: empty to get text for which the output had no space.
    mutating func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DecodedPart
}

/// The result of one call of a decoder.
package struct DecodedPart: Sendable {
    /// The number of consumed bytes of input.
    package let consumed: Int
    /// The number of written bytes of output.
    package let produced: Int
    package let result: DecodingResult
}

/// The state of the member after a call of a decoder.
package enum DecodingResult: Sendable {
    /// The member continues.
    case incomplete
    /// The member ends here, and all of its text has been written.
    case end
    /// The member is damaged; the library's description.
    case corrupt(String)
    /// The member takes more memory than ``MemoryLimit/bytes``.
    case tooDemanding
    /// Not enough memory.
    case outOfMemory
}

/// The padding that may follow a member.
package enum Padding: Sendable {
    /// No padding.
    case none
    /// Zeros, after the last member.
    case atTheEnd
    /// Zeros, four at a time, after every member.
    case fourZeros
}

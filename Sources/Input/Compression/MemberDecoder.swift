/// Decompresses one member: the self-delimiting output of a compressor for one text. gzip calls it a member, zstd a frame,
/// bzip2 and xz a stream.
///
/// What all compressions have in common is in ``Decompressor``; a new one is a new decoder. Not to be used by two threads at
/// once.
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

    /// Prepares for another member, however the last one ended; false if memory is insufficient.
    mutating func restart() -> Bool

    /// Goes on with the member until the input is used up, the output is full, or the member ends.
    ///
    /// May also stop earlier, but never without having done anything while there is input, and room for output. Text before damage is
    /// written before the damage is reported, by this call or an earlier one.
    ///
    /// - Parameter input: none, for text that the output had no room for.
    mutating func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DecodedPart
}

/// What one call of a decoder has done.
package struct DecodedPart: Sendable {
    /// The bytes of input that are used up.
    let consumed: Int
    /// The bytes of output that have been written.
    let produced: Int
    let result: DecodingResult
}

/// How a call of a decoder has ended.
package enum DecodingResult: Sendable {
    /// The member goes on.
    case incomplete
    /// The member ends here, and all of it has been written.
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
    /// Nothing.
    case none
    /// Zeros, after the last member.
    case atTheEnd
    /// Zeros, four at a time, after every member.
    case fourZeros
}

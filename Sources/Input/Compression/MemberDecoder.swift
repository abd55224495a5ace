/// Decompresses one member: what a compressor makes of one text, whose end the data itself tells. gzip calls it a member,
/// zstd a frame, bzip2 and xz a stream.
///
/// What all compressions have in common is in ``Decompressor``; a new one is a new decoder. Not to be used by two threads at
/// once.
package protocol MemberDecoder: ~Copyable {
    /// The compression's name.
    static var name: String { get }
    /// How members begin; by that a file of this compression is known.
    static var beginnings: [MemberBeginning] { get }
    /// What may stand behind a member that is none.
    static var padding: Padding { get }
    /// What makes of data that is ``DecodingResult/tooDemanding`` such as is not: a command with “FILE” in it.
    static var remedy: String { get }

    /// Makes ready for a member; nil when there is no memory.
    init?()

    /// Makes ready for another member, whatever became of the last; false when there is no memory.
    mutating func restart() -> Bool

    /// Goes on with the member until the input is used up, the output is full, or the member ends.
    ///
    /// May also stop earlier, but never without having done anything while there is input, and room for output. Text in front of damage is
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
    /// The member is damaged; in the library's words.
    case corrupt(String)
    /// The member takes more memory than ``MemoryLimit/bytes``.
    case tooDemanding
    /// There is no memory.
    case outOfMemory
}

/// What may stand behind a member that is none.
package enum Padding: Sendable {
    /// Nothing.
    case none
    /// Zeros, behind the last member.
    case atTheEnd
    /// Zeros, four at a time, behind every member.
    case fourZeros
}

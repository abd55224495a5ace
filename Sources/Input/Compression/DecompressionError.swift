/// The error for compressed data that cannot be read.
package struct DecompressionError: Error, Sendable, Hashable {
    /// The fault of compressed data.
    package enum Reason: Sendable, Hashable {
        /// The data ends within a member.
        case truncated
        /// The data is damaged, or was not made by this compression; the library's description.
        case corrupt(String)
        /// Something that is neither a member nor padding follows a member.
        case trailingBytes
        /// Decompression takes more memory than ``MemoryLimit/bytes``; a command that recompresses the data for less
        /// memory.
        case tooDemanding(String)
        /// Memory is insufficient for the decompressor's state.
        case outOfMemory
    }

    /// The compression's name.
    package let compression: String
    /// The fault.
    package let reason: Reason
    /// The place of the fault, in bytes of the compressed data.
    package let offset: UInt64

    /// Describes the fault of compressed data.
    package init(_ compression: String, _ reason: Reason, at offset: UInt64) {
        self.compression = compression
        self.reason = reason
        self.offset = offset
    }
}

extension DecompressionError: CustomStringConvertible {
    /// The fault and the remedy.
    package var description: String {
        switch reason {
        case .truncated: "the \(compression) data is truncated at byte \(offset); get the file again"
        case .corrupt(let what):
            "the \(compression) data is damaged near byte \(offset) (\(what)); get the file again"
        case .trailingBytes:
            """
            the \(compression) data is followed by bytes that are not \(compression), from byte \(offset) on; remove them, or get \
            the file again
            """
        case .tooDemanding(let remedy):
            """
            from byte \(offset) on, decompressing the \(compression) data takes more than \(MemoryLimit.bytes >> 20) MiB of memory; \
            compress it again, for example with “\(remedy)”
            """
        case .outOfMemory: "out of memory while reading \(compression) data"
        }
    }
}

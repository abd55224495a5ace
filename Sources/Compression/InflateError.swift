/// Why compressed data cannot be read. The offsets count bytes of the compressed data.
package enum InflateError: Error, Sendable, Hashable {
    /// The data ends within a member.
    case truncated(offset: UInt64)
    /// The data is damaged, or is no gzip: what is wrong, in zlib's words.
    case corrupt(String, offset: UInt64)
    /// Something that is neither a member nor padding follows a member.
    case trailingBytes(offset: UInt64)
    /// There is no memory for the decompressor's state.
    case outOfMemory
}

extension InflateError: CustomStringConvertible {
    /// The error in words.
    package var description: String {
        switch self {
        case .truncated(let offset): "the gzip data ends too early, at byte \(offset)"
        case .corrupt(let what, let offset): "the gzip data is damaged near byte \(offset): \(what)"
        case .trailingBytes(let offset): "something that is not gzip follows the gzip data, at byte \(offset)"
        case .outOfMemory: "there is no memory left to decompress with"
        }
    }
}

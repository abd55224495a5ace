/// The range of a file's bytes in an answer: `bytes 0-499/1234` (RFC 9110, section 14.4).
struct ContentRange {
    /// Nil if the file ends before the requested range.
    let bytes: ClosedRange<UInt64>?
    /// The size of the whole; nil if the server does not send it.
    let size: UInt64?

    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        size = UInt64(parts[1])
        guard size != nil || parts[1] == "*" else { return nil }
        guard parts[0] != "*" else {
            bytes = nil
            return
        }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last < size ?? .max else {
            return nil
        }
        bytes = first...last
    }
}

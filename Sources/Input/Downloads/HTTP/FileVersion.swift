internal import ETLModels
internal import NIOHTTP1

/// The version of a file on a server, to distinguish it from later ones.
struct FileVersion: Sendable, Hashable {
    /// In bytes.
    let size: UInt64
    /// The server's identifier of the content.
    private let tag: String?
    /// The server's header for the time of the last change.
    private let written: String?

    /// - Returns: nil if the server sends neither of the two: a change would go unnoticed.
    init?(size: UInt64, _ headers: HTTPHeaders) {
        self.size = size
        tag = headers.first(name: "ETag")
        written = headers.first(name: "Last-Modified")
        guard tag != nil || written != nil else { return nil }
    }

    /// Whether both have at least one property in common, and no common property differs.
    func isSame(as other: FileVersion) -> Bool {
        let told = [(tag, other.tag), (written, other.written)].filter { $0 != nil && $1 != nil }
        return size == other.size && !told.isEmpty && told.allSatisfy { $0 == $1 }
    }

    /// The request headers that make a server refuse to send another version.
    var conditions: HTTPHeaders {
        if let strongTag { return ["If-Match": strongTag] }
        return written.map { ["If-Unmodified-Since": $0] } ?? [:]
    }

    /// A substitute for the file's modification time, in nanoseconds since the Unix epoch.
    ///
    /// Servers send the time to the second. The rest comes from the tag, so that two changes within a second differ. If a server
    /// sends no time, all of it comes from the tag.
    var modified: Int64 {
        guard let date = written.flatMap({ HTTPDate($0) }) else {
            return Self.number(tag ?? written ?? "", below: 4_000_000_000_000_000_000)
        }
        let fraction = strongTag.map { Self.number($0, below: 1_000_000_000) } ?? 0
        return date.secondsSinceEpoch &* 1_000_000_000 &+ fraction
    }

    /// The tag, if it identifies the bytes and not only their meaning.
    var strongTag: String? { tag.flatMap { $0.hasPrefix("\"") ? $0 : nil } }

    private static func number(_ text: String, below limit: UInt64) -> Int64 {
        Int64(Checksum.xxh64(Array(text.utf8).span.bytes) % limit)
    }
}

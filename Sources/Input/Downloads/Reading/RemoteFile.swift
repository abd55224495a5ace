internal import SourceDescriptions
internal import SourceReading
internal import Synchronization

/// A file on a server. Sequential reads share one request; a read from another offset starts a new one. A part is a request of
/// its own.
///
/// Keeps the beginning of the file, which is read several times, and half a megabyte of the bytes to read next. After a
/// failure, the reader resumes at the same byte. Every response must be of the same version of the file.
final class RemoteFile: SourceFile {
    let path: String
    let size: UInt64
    let modified: Int64
    let version: FileVersion
    private let reader: Mutex<RemoteReader>

    /// Requests the beginning of a file.
    ///
    /// - Parameter known: a version that the caller has. If the server still has it, the request is for one byte.
    init(_ location: SourceLink, by downloader: Downloader, known: FileVersion? = nil) throws(SourceError) {
        var reader = RemoteReader(location, by: downloader)
        version = try reader.begin(known: known)
        path = location.name
        size = version.size
        modified = version.modified
        self.reader = Mutex(reader)
    }

    /// The server's strong tag and the beginning, which the first request has. Other blocks would cost a request each.
    func fingerprint() throws(SourceError) -> SourceFingerprint {
        try fingerprint(of: FingerprintBlocks.beginning(of: size), tag: version.strongTag ?? "")
    }

    /// Each answer is of one version, and every one is compared with the first.
    func checkUnchanged() throws(SourceError) {}

    /// Whether the open request continues with the byte at an offset.
    func isNext(_ offset: UInt64) -> Bool {
        reader.withLock { $0.isNext(offset) }
    }

    /// A request costs as much as some hundred kilobytes.
    var partSize: Int { 1 << 20 }

    func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) {
        try reader.withLock { reader throws(SourceError) in
            try reader.readPart(at: offset, into: buffer)
        }
    }

    func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> Int {
        try reader.withLock { reader throws(SourceError) in
            try reader.readSome(at: offset, into: &buffer, range)
        }
    }
}

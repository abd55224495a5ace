internal import SourceDescriptions
internal import SourceReading

/// A download that is kept while it is read, and read from its copy where the copy has the bytes.
///
/// Once a reader has caught up with the copy, it stays with its own request. So two readers of one copy never take turns
/// with requests.
final class CachedFile: SourceFile {
    private let remote: RemoteFile
    private let copy: DownloadCopy
    private let cache: DownloadCache

    /// - Parameter copy: one of the same version.
    init(_ remote: RemoteFile, _ copy: DownloadCopy, in cache: DownloadCache) {
        self.remote = remote
        self.copy = copy
        self.cache = cache
    }

    var path: String { remote.path }
    var size: UInt64 { remote.size }
    var modified: Int64 { remote.modified }

    func fingerprint() throws(SourceError) -> SourceFingerprint {
        try fingerprint(of: FingerprintBlocks.beginning(of: size), tag: remote.version.strongTag ?? "")
    }

    func checkUnchanged() throws(SourceError) {
        try remote.checkUnchanged()
    }

    var partSize: Int { remote.partSize }

    /// Parts are not kept: a reader of parts needs each once, and not all of the file.
    func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) {
        try remote.readPart(at: offset, into: buffer)
    }

    func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> Int {
        if !remote.isNext(offset) {
            let count = copy.read(at: offset, into: &buffer, range)
            if count > 0 { return count }
        }
        let count = try remote.readSome(at: offset, into: &buffer, range)
        do {
            try copy.append(buffer[range.prefix(count)], at: offset)
        } catch {
            cache.giveUp(copy, of: path, error)
        }
        return count
    }
}

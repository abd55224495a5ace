package import SourceDescriptions

/// An open source of records, local or remote: bytes at offsets that do not change while it is read.
///
/// Every call may block, so none is made on Swift's cooperative pool. Closed when the last reference goes.
package protocol SourceFile: Sendable {
    /// The name of the source in messages. Contains no secret.
    var path: String { get }
    /// In bytes, when it was opened. What is appended later is not read.
    var size: UInt64 { get }
    /// When it was last written, in nanoseconds since the Unix epoch.
    var modified: Int64 { get }

    /// Fails when it was modified since it was opened.
    func checkUnchanged() throws(SourceError)

    /// What identifies its content, from at most 64 KiB of it: equal for equal files at one place.
    func fingerprint() throws(SourceError) -> SourceFingerprint

    /// Reads exactly a part of the file, or fails, and nothing behind it.
    ///
    /// - Parameter buffer: as large as the part, which lies within the file.
    func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError)

    /// The bytes that a read of a part should have, where there is a choice.
    var partSize: Int { get }

    /// Reads into a range of a buffer from an offset that lies within the file. Cheapest from where the last call ended.
    ///
    /// - Returns: the number of bytes read; 0 at the end.
    func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> Int
}

extension SourceFile {
    package var partSize: Int { 256 << 10 }

    package func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) {
        var bytes = [UInt8](repeating: 0, count: buffer.count)
        let count = try read(at: offset, into: &bytes, bytes.indices)
        guard count == bytes.count else {
            throw SourceError(path, .sizeChanged(expected: size, found: offset + UInt64(count)))
        }
        buffer.copyBytes(from: bytes)
    }

    /// Fills a range of a buffer, or reads to the end.
    ///
    /// - Returns: the number of bytes read; less than the range's only at the end.
    package func read(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> Int {
        let wanted = Int(min(UInt64(range.count), size - min(offset, size)))
        var count = 0
        while count < wanted {
            let rest = range.lowerBound + count..<range.lowerBound + wanted
            let read = try readSome(at: offset + UInt64(count), into: &buffer, rest)
            guard read > 0 else {
                throw SourceError(path, .sizeChanged(expected: size, found: offset + UInt64(count)))
            }
            count += read
        }
        return count
    }
}

/// Opens sources, and decides which of them may be read.
package protocol SourceOpener: Sendable {
    /// Opens a source.
    ///
    /// - Parameter uri: what it was submitted as: the path of a file, for example.
    /// - Throws: ``SourceError``; with ``SourceError/Reason/outsideRoots(_:roots:)`` before a byte has been read.
    func open(_ uri: String) throws(SourceError) -> any SourceFile
}

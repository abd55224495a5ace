internal import Compression

/// Whether a compressed source is what was compressed.
package enum SourceCheck {
    /// Reads a compressed source to its end, for the checksum of a member stands behind it: damaged bits mostly
    /// decompress to text that looks right and is not, and records of it must not be published.
    ///
    /// A source that is cut off passes, since what stands in front of the cut is right; so does one that is not
    /// compressed, and damage that nothing tells, where a zstd frame or an xz stream has no checksum. Takes as long as
    /// decompressing the file.
    ///
    /// - Parameters:
    ///   - opener: where the file is.
    ///   - isWanted: asked every few megabytes; false ends the reading.
    /// - Returns: false when the reading was ended.
    /// - Throws: ``SourceError`` when the data is damaged, or cannot be read.
    package static func verify(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription, isWanted: () -> Bool
    ) throws(SourceError) -> Bool {
        guard source.compression != .none else { return true }
        let file = try opener.open(path)
        var stream = try source.compression.stream(of: file, from: .start, blockSize: 256 << 10)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        do throws(SourceError) {
            while try stream.read(into: &buffer, 0..<buffer.count) != nil {
                guard isWanted() else { return false }
            }
        } catch {
            guard case .compressedData(let damage) = error.reason else { throw error }
            if case .corrupt = damage.reason { throw error }
        }
        return true
    }
}

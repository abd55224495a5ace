internal import Compression

/// Whether a compressed source is what was compressed.
package enum SourceCheck: Sendable, Hashable {
    /// It is, or nothing tells that it is not.
    case passed
    /// The reading was ended.
    case interrupted
    /// Part of it is not.
    case damaged(SourceDamage)

    /// Reads a compressed source to its end, for the checksum of a member stands behind it: damaged bits mostly
    /// decompress to text that looks right and is not, and records of it must not be published. Nobody knows where in its
    /// member the damage begins.
    ///
    /// A source that is cut off passes, since what stands in front of the cut is right; so does one that is not
    /// compressed, and damage that nothing tells, where a zstd frame or an xz stream has no checksum. Takes as long as
    /// decompressing the file.
    ///
    /// - Parameters:
    ///   - opener: where the file is.
    ///   - isWanted: asked every few megabytes; false ends the reading.
    /// - Throws: ``SourceError`` when the file cannot be read.
    package static func verify(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription, isWanted: () -> Bool
    ) throws(SourceError) -> SourceCheck {
        guard source.compression != .none else { return .passed }
        let file = try opener.open(path)
        var stream = try source.compression.stream(of: file, from: .start, blockSize: 256 << 10)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        do throws(SourceError) {
            while try stream.read(into: &buffer, 0..<buffer.count) != nil {
                guard isWanted() else { return .interrupted }
            }
        } catch {
            guard case .compressedData(let damage) = error.reason else { throw error }
            if case .corrupt(let what) = damage.reason {
                return .damaged(SourceDamage(member: stream.memberStart, offset: damage.offset, what: what))
            }
        }
        return .passed
    }
}

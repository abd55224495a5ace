internal import ETLModels
package import SourceDescriptions

/// The parts of a file that its fingerprint covers: 64 KiB at most, whatever the size of the file.
///
/// The parts never change: sources in the ledger, and jobs in the queues, have fingerprints of them.
package enum FingerprintBlocks {
    private static let count: UInt64 = 16
    private static let size: UInt64 = 4096

    /// 16 blocks of 4 KiB: the first, the last, and others between them at equal distances. All of a small file.
    ///
    /// - Parameter fileSize: in bytes.
    package static func spread(over fileSize: UInt64) -> [Range<UInt64>] {
        guard fileSize > count * size else { return beginning(of: fileSize) }
        let distance = (fileSize - size) / (count - 1)
        return (0..<count).map { number in
            // At multiples of a page, except for the last one, which ends with the file.
            let start = number == count - 1 ? fileSize - size : number * distance & ~(size - 1)
            return start..<start + size
        }
    }

    /// As many bytes, all from the beginning: of a file where it costs a request to go anywhere else.
    ///
    /// - Parameter fileSize: in bytes.
    package static func beginning(of fileSize: UInt64) -> [Range<UInt64>] { [0..<min(fileSize, count * size)] }
}

extension SourceFile {
    package func fingerprint() throws(SourceError) -> SourceFingerprint {
        try fingerprint(of: FingerprintBlocks.spread(over: size))
    }

    /// The hash of the file's size and of some parts.
    ///
    /// - Parameters:
    ///   - parts: ranges of the file's bytes.
    ///   - tag: what else identifies the content.
    package func fingerprint(
        of parts: [Range<UInt64>], tag: String = ""
    ) throws(SourceError) -> SourceFingerprint {
        var bytes = [UInt8](repeating: 0, count: parts.reduce(0) { $0 + $1.count })
        var place = 0
        for part in parts {
            place += try read(at: part.lowerBound, into: &bytes, place..<place + part.count)
        }
        let seed = tag.isEmpty ? size : Checksum.xxh64(Array(tag.utf8).span.bytes, seed: size)
        return SourceFingerprint(hash: Checksum.xxh64(bytes.span.bytes, seed: seed))
    }
}

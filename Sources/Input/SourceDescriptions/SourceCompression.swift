/// The registry of compressions. A new compression adds a case here, and its decoder in `SourceReading`.
package enum SourceCompression: String, Sendable, Hashable, Codable, CaseIterable {
    /// No compression.
    case none
    /// gzip, of one or more members.
    case gzip
    /// Zstandard, of one or more frames.
    case zstd
    /// bzip2, of one or more streams.
    case bzip2
    /// xz, of one or more streams.
    case xz

    /// The names of the compressions, as text.
    package static let names = "\(named.dropLast().joined(separator: ", ")) or \(named.last ?? "")"
    private static let named = allCases.filter { $0 != .none }.map(\.rawValue)
}

/// The identity of a source: 128 bits, derived from what the source is, so that the same file is the same source.
public struct SourceID: Hashable, Sendable {
    /// The first and the last eight bytes, big-endian.
    public let words: (UInt64, UInt64)

    /// Takes the words as they are.
    public init(words: (UInt64, UInt64)) {
        self.words = words
    }

    /// Derives the identity of a file without regard to its content. Sources of earlier versions have such identities.
    ///
    /// - Parameters:
    ///   - uri: where the file is, as an absolute path or URL.
    ///   - size: its size in bytes, as stored.
    ///   - modified: when it was last written, in nanoseconds since the Unix epoch.
    public init(uri: String, size: Int64, modified: Int64) {
        var writer = WireWriter(capacity: uri.utf8.count + 16)
        writer.append(size)
        writer.append(modified)
        self.init(uri, after: writer, seed: 0)
    }

    /// Derives the identity of a file. It never equals one without a fingerprint, except by chance.
    ///
    /// - Parameters:
    ///   - uri: where the file is, as an absolute path or URL.
    ///   - size: its size in bytes, as stored.
    ///   - modified: when it was last written, in nanoseconds since the Unix epoch.
    ///   - fingerprint: a hash of its content, or of a part of it.
    public init(uri: String, size: Int64, modified: Int64, fingerprint: UInt64) {
        var writer = WireWriter(capacity: uri.utf8.count + 24)
        writer.append(size)
        writer.append(modified)
        writer.append(fingerprint)
        self.init(uri, after: writer, seed: 2)
    }

    /// A UUID of version 8 (RFC 9562, section 5.8) out of two XXH64 of a description.
    private init(_ uri: String, after numbers: consuming WireWriter, seed: UInt64) {
        var uri = uri
        uri.withUTF8 { numbers.append(contentsOf: $0.span.bytes) }
        let high = Checksum.xxh64(numbers.bytes, seed: seed)
        let low = Checksum.xxh64(numbers.bytes, seed: seed + 1)
        words = (high & ~0xF000 | 0x8000, low & ~(3 << 62) | 2 << 62)
    }

    /// Reads a UUID: 32 hex digits of either case, dashes anywhere between them.
    public init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32 else { return nil }
        var faults: UInt64 = 0
        words = (Hex.word64(digits.span.bytes, at: 0, &faults), Hex.word64(digits.span.bytes, at: 16, &faults))
        guard faults == 0 else { return nil }
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        var writer = WireWriter(capacity: 16)
        writer.append(words.0)
        writer.append(words.1)
        return writer.finish()
    }

    /// Equal when all bits are.
    public static func == (left: SourceID, right: SourceID) -> Bool { left.words == right.words }

    /// Feeds all bits.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

extension SourceID: CustomStringConvertible {
    /// The identity as a UUID is written: 8-4-4-4-12 lower-case hex digits.
    public var description: String {
        let digits = Hex.digits(words.0, 16) + Hex.digits(words.1, 16)
        var text = ""
        for (position, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(position) { text += "-" }
            text.append(digit)
        }
        return text
    }
}

/// The identity of a batch: its source, and its place in it.
public struct BatchID: Hashable, Sendable, CustomStringConvertible {
    /// The source that the batch was cut from.
    public let source: SourceID
    /// The batch's place in the source: 0, 1, 2, …
    public let sequence: UInt32

    /// Names a batch.
    public init(source: SourceID, sequence: UInt32) {
        self.source = source
        self.sequence = sequence
    }

    /// The source's UUID, a slash and the sequence.
    public var description: String { "\(source)/\(sequence)" }
}

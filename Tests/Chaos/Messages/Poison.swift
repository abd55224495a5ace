import Bus
import ETLModels

/// A message that a stage must give up, and the reason.
struct Poison: Sendable, Hashable {
    let stage: Stage
    let id: String
    let reason: String
}

/// The kinds of damage that make a batch impossible to handle.
enum BatchDamage: String, CaseIterable {
    case magic, checksum, version, kind, noise, stage

    /// The word that a stage uses for the damage.
    var reason: String {
        switch self {
        case .magic, .noise: "not-a-batch"
        case .checksum: "checksum-mismatch"
        case .version: "unsupported-version"
        case .kind: "unknown-kind"
        case .stage: "unexpected-content"
        }
    }

    /// A batch with the damage.
    func batch(for stage: Stage, using random: inout some RandomNumberGenerator) -> [UInt8] {
        let other: Stage = stage == .load ? .transform : .load
        var bytes = Self.wholeBatch(for: self == .stage ? other : stage)
        switch self {
        case .magic: bytes[0] ^= 0xFF
        case .checksum: bytes[bytes.count - 1] ^= 1
        case .version: bytes[4] = 99
        case .kind:
            bytes[6] = 99
            Self.seal(&bytes)
        case .noise: bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
        case .stage: break
        }
        return bytes
    }

    /// An intact batch of a source that was never submitted.
    private static func wholeBatch(for stage: Stage) -> [UInt8] {
        let id = BatchID(source: SourceID(uri: "poison", size: 1, modified: 1), sequence: 0)
        if stage == .load {
            let header = BatchHeader(
                content: .raw, kind: .tokens, id: id, recordCount: 0, firstRecord: 1, sourceBytes: 1, isLast: true)
            return RecordBatchBuilder(answering: header).finish().bytes
        }
        let layout = SourceLayout(format: 1, delimiter: UInt8(ascii: ","), columns: ["address"])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1))
        return builder.finish(id: id, firstRecord: 1, sourceBytes: 1, isLast: true)
    }

    /// Recomputes the checksum by docs/wire-format.md, so that a stage finds the damage in the content.
    private static func seal(_ bytes: inout [UInt8]) {
        let checksum = Self.checksum(of: bytes.span.bytes)
        for place in 0..<8 { bytes[56 + place] = UInt8(truncatingIfNeeded: checksum >> (56 - 8 * place)) }
    }

    private static func checksum(of batch: RawSpan) -> UInt64 {
        let header = Checksum.xxh64(batch.extracting(0..<56))
        return Checksum.xxh64(batch.extracting(64..<batch.byteCount), seed: header)
    }
}

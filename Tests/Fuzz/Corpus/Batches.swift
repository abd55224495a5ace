import Conversion
import ETLModels
import TestData

/// Batches built from exports.
enum Batches {
    static let id = BatchID(source: SourceID(words: (0x0001_0203_0405_8607, 0x8809_0A0B_0C0D_0E0F)), sequence: 2)

    /// A raw batch of an export's records, some with a defect.
    static func raw(_ export: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let lines = export.split(separator: 0x0A)
        let columns = String(decoding: lines.first ?? [], as: UTF8.self).split(whereSeparator: { ",\r".contains($0) })
        let layout = SourceLayout(format: 1, delimiter: 0x2C, columns: columns.map(String.init))
        let kind = ColumnMap.kind(of: layout.columns) ?? .tokens
        var builder = RawBatchBuilder(kind: kind, layout: layout, limits: BatchLimits(records: 1000))
        for line in lines.dropFirst() {
            let defect: RecordDefect? =
                switch Int.random(in: 0..<40, using: &random) {
                case 0: .tooLong
                case 1: .holdsRecords
                case 2: .otherKind
                default: nil
                }
            builder.append(RawRecord(text: line.span.bytes, defect: defect))
        }
        return builder.finish(
            id: id, firstRecord: UInt64.random(in: 1...5000, using: &random), sourceBytes: UInt64(export.count),
            isLast: Bool.random(using: &random))
    }

    /// Damages a batch: a few bytes after its header, or any part in any way.
    static func damage(
        _ batches: [[UInt8]], with mutator: Mutator, _ random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = batches.randomElement(using: &random) ?? []
        guard bytes.count > BatchHeader.size, Int.random(in: 0..<3, using: &random) == 0 else {
            return mutator.mutate(bytes, with: batches.randomElement(using: &random) ?? [], &random)
        }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: BatchHeader.size..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
    }

    /// The transformer's output for the raw batch of an export.
    static func records(_ export: [UInt8], _ random: inout SeededGenerator) -> [UInt8]? {
        try? BatchTransformer.transform(raw(export, &random).span.bytes).1
    }

    /// Gives damaged bytes a matching header, as an attacker would.
    static func seal(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        guard bytes.count >= BatchHeader.size, Int.random(in: 0..<16, using: &random) > 0 else { return bytes }
        var sealed = bytes
        put(UInt64(bytes.count - BatchHeader.size) << 32, at: 48, into: &sealed)
        put(HeaderFields.computedChecksum(of: sealed.span.bytes) ?? 0, at: 56, into: &sealed)
        return sealed
    }

    private static func put(_ number: UInt64, at offset: Int, into bytes: inout [UInt8]) {
        for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * index)) }
    }

    /// The building blocks of batches: the magic, versions, codes and small texts.
    static let words: [[UInt8]] = [
        Array("ETLB".utf8), [2], [1], [0], [0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
        [0, 1, 0x86, 0xA0],
        [0, 0x20, 0, 0], [0, 0x20, 0, 1], [0x55, 0x55, 0, 0], [0xAA, 0xAA, 0, 0], [0x7F], [0x3F], [0x40], [0x47],
        [0x87],
        [0xBF], [0xC0], [0x80, 0x80, 0x80, 0x80, 0x10], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0, 7] + Array("address".utf8),
        Array(",\"".utf8), [0x22],
    ]
}

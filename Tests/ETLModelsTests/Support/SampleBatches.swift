import ETLModels
import TestData

let sampleID = BatchID(source: SourceID(words: (0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F)), sequence: 2)

/// A raw batch of three records, two of them with a defect.
func sampleRawBatch() -> [UInt8] {
    let layout = SourceLayout(format: 1, delimiter: UInt8(ascii: ","), columns: ["address", "symbol"])
    var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
    let entries: [(String, RecordDefect?, LineSpan)] = [
        ("0x" + String(repeating: "11", count: 20) + ",7", nil, .unknown),
        ("x", .tooLong, LineSpan(first: 13, count: 1)), ("\"y", .holdsRecords, LineSpan(first: 14, count: 256)),
    ]
    for (text, defect, lines) in entries {
        let bytes = Array(text.utf8)
        builder.append(RawRecord(text: bytes.span.bytes, defect: defect, lines: lines))
    }
    return builder.finish(id: sampleID, firstRecord: 11, sourceBytes: 60, isLast: true)
}

/// A raw batch of three rows of values, the last of which is too long. The rows do not have the second column.
func sampleRowBatch() -> [UInt8] {
    let storages: [ValueStorage] = [
        .bytes, .absent, .text, .number(digits: 1), ValueStorage(.timestamp, digits: 6), .real(),
    ]
    .compactMap(\.self)
    let layout = SourceLayout(
        format: 6, delimiter: UInt8(ascii: ","), columns: ["address", "x", "name", "decimals", "block_timestamp", "y"],
        storages: storages)
    var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
    let address = [UInt8](repeating: 0x11, count: 20)
    let hex = Array("0x0011223344556677".utf8)
    builder.beginRow()
    builder.append(bytes: address.span.bytes)
    builder.append(text: hex.span.bytes)
    builder.append(number: Int64(180))
    builder.append(timestamp: 1_660_000_012_000_000)
    builder.append(real: 0.5)
    _ = builder.endRow()
    builder.beginRow()
    builder.append(bytes: address.span.bytes)
    builder.appendNull()
    builder.append(number: Int64(-256))
    _ = builder.appendAgain()
    builder.appendNull()
    _ = builder.endRow()
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: BatchLimits(records: 1).recordBytes + 1)
    for isCut in [false, true] {
        if isCut { builder.beginCutRow() } else { builder.beginRow() }
        builder.appendNull()
        builder.append(text: long.span.bytes)
        for _ in 0..<3 { builder.appendNull() }
        _ = builder.endRow(isCut: isCut)
    }
    return builder.finish(id: sampleID, firstRecord: 11, sourceBytes: 60, isLast: true)
}

func sampleHeader(_ kind: RecordKind, recordCount: Int, isLast: Bool = false) -> BatchHeader {
    BatchHeader(
        content: .raw, kind: kind, id: sampleID, recordCount: UInt32(recordCount), firstRecord: 11, sourceBytes: 60,
        isLast: isLast)
}

/// A record batch: a repaired transfer, another one of the same transaction, a skipped record, and a reject.
func sampleRecordBatch() throws -> [UInt8] {
    var builder = RecordBatchBuilder(answering: sampleHeader(.tokenTransfers, recordCount: 4))
    var texts = transferTexts
    (texts[5], texts[8]) = ("", "")
    builder.accept(try Row(texts).read(as: TokenTransfer.self).record)
    builder.countRepaired()
    (texts[1], texts[3], texts[5], texts[6]) = ("6", "0x" + String(repeating: "44", count: 20), transferTexts[5], "0")
    builder.accept(try Row(texts).read(as: TokenTransfer.self).record)
    builder.skip()
    let raw = Array("1e18".utf8)
    builder.reject(RecordError(.notANumber, column: 6), raw: raw.span.bytes)
    return builder.finish().bytes
}

/// A record batch of generated records, with rejects and skipped records between them.
///
/// - Parameter choices: the number of values of a type; nil for all of them.
func randomRecordBatch<Kind: Record>(
    of kind: RecordKind, as type: Kind.Type, seed: UInt64, count: Int, choices: UInt64? = nil
) throws -> (bytes: [UInt8], records: [Kind], rejects: [Reject]) {
    var random = SeededGenerator(seed)
    var builder = RecordBatchBuilder(answering: sampleHeader(kind, recordCount: count))
    var records: [Kind] = []
    var rejects: [Reject] = []
    for index in 0..<count {
        if Bool.random(using: &random) {
            var fields = RandomFields(SeededGenerator(random.next()), choices: choices)
            records.append(try Kind(from: &fields))
            builder.accept(records[records.count - 1])
            continue
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            builder.skip()
            continue
        }
        let column = Bool.random(using: &random) ? Int.random(in: 0..<kind.schema.columns.count, using: &random) : nil
        let reason = RejectReason.allCases.randomElement(using: &random) ?? .missing
        let raw = random.digits(Int.random(in: 0...50, using: &random), radix: 16)
        let rawBytes = Array(raw.utf8)
        let lines = LineSpan(first: random.next() >> 1, count: UInt32(truncatingIfNeeded: random.next()))
        builder.reject(RecordError(reason, column: column), raw: rawBytes.span.bytes, lines: lines)
        rejects.append(
            Reject(
                recordNumber: 11 + UInt64(index), reason: reason, field: column.map { kind.schema.columns[$0].name },
                raw: raw, lines: reason.hasLines ? lines : nil))
    }
    return (builder.finish().bytes, records, rejects)
}

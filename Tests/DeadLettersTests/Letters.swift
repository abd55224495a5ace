import Bus
import ETLModels
import RabbitMQ
import SourceDescriptions
import TestData

/// Bodies of letters in the forms of the stages.
enum Letters {
    static let id = BatchID(source: SourceID(words: (0x0001_0203_0405_8607, 0x8809_0A0B_0C0D_0E0F)), sequence: 2)

    static func header(_ kind: RecordKind, recordCount: Int) -> BatchHeader {
        BatchHeader(
            content: .raw, kind: kind, id: id, recordCount: UInt32(recordCount), firstRecord: 11, sourceBytes: 600,
            isLast: true)
    }

    /// A raw batch; the columns are the kind's own by default.
    static func raw(
        _ kind: RecordKind, columns: [String]? = nil, _ records: [(String, RecordDefect?)]
    ) -> [UInt8] {
        let layout = SourceLayout(
            format: 1, delimiter: UInt8(ascii: ","), columns: columns ?? kind.schema.columns.map(\.name))
        var builder = RawBatchBuilder(kind: kind, layout: layout, limits: BatchLimits(records: 1000))
        for (text, defect) in records {
            let bytes = Array(text.utf8)
            builder.append(RawRecord(text: bytes.span.bytes, defect: defect))
        }
        return builder.finish(id: id, firstRecord: 11, sourceBytes: 600, isLast: true)
    }

    /// A record batch of generated records, each followed by a reject.
    ///
    /// - Parameter texts: the values of the first fields; a nullable field without a text is NULL.
    static func records(_ kind: RecordKind, count: Int, seed: UInt64 = 0, texts: [String] = []) throws -> [UInt8] {
        let fields = MadeUpFields(texts: texts, random: SeededGenerator(seed))
        var making = Making(header: header(kind, recordCount: count * 2), count: count, fields: fields)
        return try kind.dispatch(to: &making)
    }

    static func job(version: Int = 1) throws -> [UInt8] {
        let description = SourceDescription(
            format: .csv, compression: .gzip, delimiter: UInt8(ascii: ","), columns: ["address", "symbol"],
            size: 9_007_199_254_740_993, modified: 1_660_000_012_345_678_901)
        let job = ExtractJob(
            id: id.source, uri: "/data/tokens\u{1B}[2J.csv.gz", kind: .tokens, description: description,
            batchRecords: 1000,
            start: ExtractJob.Start(sequence: 2, record: 11, position: SourcePosition(stored: 64, skipped: 0)),
            submission: "5eed")
        let text = String(decoding: try job.message().body, as: UTF8.self)
        return Array(text.replacing("\"version\":1", with: "\"version\":\(version)").utf8)
    }

    /// The description of ``job(version:)``.
    static let jobDocument = #"""
        {
          "batchRecords" : 1000,
          "description" : {
            "columns" : [
              "address",
              "symbol"
            ],
            "compression" : "gzip",
            "delimiter" : 44,
            "format" : 1,
            "modified" : 1660000012345678901,
            "size" : 9007199254740993
          },
          "kindName" : "tokens",
          "source" : "00010203-0405-8607-8809-0a0b0c0d0e0f",
          "start" : {
            "position" : {
              "line" : 1,
              "skipped" : 0,
              "stored" : 64
            },
            "record" : 11,
            "sequence" : 2
          },
          "submission" : "5eed",
          "uri" : "/data/tokens\u001b[2J.csv.gz",
          "version" : 1
        }
        """#

    /// The bytes with `value` at `offset`.
    static func forge(_ body: [UInt8], _ value: some FixedWidthInteger, at offset: Int) -> [UInt8] {
        var bytes = body
        let size = value.bitWidth / 8
        for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> ((size - 1 - index) * 8)) }
        return bytes
    }

    /// The bytes with the right checksum.
    static func sealed(_ body: [UInt8]) -> [UInt8] {
        guard let checksum = HeaderFields.computedChecksum(of: body.span.bytes) else { return body }
        return forge(body, checksum, at: 56)
    }
}

extension Letters {
    private static func bytes(_ digits: String, _ count: Int) -> String {
        "0x" + String(repeating: digits, count: count)
    }

    /// Two records of tokens as text, the second with a defect.
    static let tokenText = raw(
        .tokens, columns: ["address", "symbol"],
        [("\(bytes("11", 20)),\"\u{1B}[2J\nä\"", nil), ("x", .tooLong)])

    /// A transfer as text.
    static let transferText = raw(.tokenTransfers, [("46147,5,\(bytes("aa", 32)),…", nil)])

    /// A token as values, and a reject.
    static func tokenValues() throws -> [UInt8] {
        try records(
            .tokens, count: 1,
            texts: [
                bytes("11", 20), "D\u{1B}AI", "", "18", "115792089237316195423570985008687907853269984665640564039457",
                "2022-08-08 23:06:52.5 UTC", "15303987", "",
            ])
    }

    /// A transfer as values, and a reject.
    static func transferValues() throws -> [UInt8] {
        try records(
            .tokenTransfers, count: 1,
            texts: [
                "15303987", "5", bytes("aa", 32), bytes("11", 20), bytes("22", 20), "", "256", "0001-01-01 00:00:00",
                bytes("bb", 32),
            ])
    }
}

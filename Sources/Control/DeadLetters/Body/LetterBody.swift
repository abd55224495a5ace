import Bus
package import DecodedValues
import ETLModels
import SourceDescriptions

/// The body of a dead letter, decoded as far as it is valid. Its memory is bounded for any input.
package struct LetterBody: Sendable {
    /// The detected form of the bytes.
    package enum Form: String, Sendable, Encodable {
        case extractJob = "extract-job"
        case rawBatch = "raw-batch"
        case recordBatch = "record-batch"
        case unknown

        /// `raw batch`
        package var name: String {
            switch self {
            case .extractJob: "extract job"
            case .rawBatch: "raw batch"
            case .recordBatch: "record batch"
            case .unknown: "unknown"
            }
        }
    }

    /// The number of records, and of rejects, that are shown unless another is asked for.
    package static let usualRecords = 5

    /// The body's size.
    package let bytes: Int
    /// The maximum number of records, and of rejects, shown.
    let mostRecords: Int
    package var form = Form.unknown
    /// The problems found; empty when the stage should be able to read the bytes.
    package var problems: [String] = []
    /// The job, when the body is JSON.
    package var job: JSONValue?
    /// The header fields of a batch that the bytes contain.
    package var header = NamedValues()
    /// The first column names of a raw batch.
    package var columns: [String]?
    /// The first records.
    package var records: [NamedValues] = []
    /// The first rejects of a record batch.
    package var rejects: [NamedValues] = []
    /// The bytes that could not be decoded, truncated.
    package var undecoded: [Dump] = []

    /// Decodes a body. Never fails: invalid parts are listed in ``problems`` and dumped.
    ///
    /// - Parameters:
    ///   - stage: the stage that dead-lettered the message; a form of another stage is a problem.
    ///   - records: the maximum number of records, and of rejects, shown.
    static func describe(_ body: [UInt8], stage: Stage, records: Int = LetterBody.usualRecords) -> LetterBody {
        var letter = LetterBody(bytes: body.count, mostRecords: records)
        let fields = HeaderFields(body.span.bytes)
        if fields.looksLikeBatch {
            letter.readBatch(body, fields, stage: stage)
        } else if let job = JSONValue(body) {
            letter.readJob(job, body, stage: stage)
        } else if SourceLink.mayBe(in: body) {
            letter.problems.append(Self.strangeness(of: body, stage: stage))
            letter.problems.append("the body is not shown, because it may contain a signed link")
        } else {
            letter.problems.append(Self.strangeness(of: body, stage: stage))
            letter.dump(body, 0..<body.count)
        }
        return letter
    }

    private static func strangeness(of body: [UInt8], stage: Stage) -> String {
        guard !body.isEmpty else { return "the body is empty" }
        return stage == .extract
            ? "the body is not JSON, or is too large for an extract job" : WireError.notABatch.description
    }

    /// Keeps a range of the body as raw bytes, within the remaining limit for dumps.
    mutating func dump(_ body: [UInt8], _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let room = Dump.limit - undecoded.reduce(0) { $0 + $1.shown.count }
        undecoded.append(Dump(body, range, limit: room))
    }
}

extension LetterBody {
    /// The beginning of a range that could not be decoded.
    package struct Dump: Sendable, Hashable {
        /// The maximum bytes of a letter in dumps.
        static let limit = 512

        /// The offset of the range in the body.
        package let offset: Int
        /// The length of the range.
        package let count: Int
        /// Its first bytes.
        package let shown: [UInt8]

        /// The first bytes, sixteen a row: their offset, the bytes in hex, and as ASCII.
        package var rows: [(offset: String, digits: String, text: String)] {
            stride(from: 0, to: shown.count, by: 16).map { start in
                let row = shown[start..<min(start + 16, shown.count)]
                let digits = row.map { Hex.digits($0, 2) }.joined(separator: " ")
                let text = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
                return (offset: Hex.digits(offset + start, 8), digits: digits, text: text)
            }
        }

        init(_ body: [UInt8], _ range: Range<Int>, limit: Int) {
            offset = range.lowerBound
            count = range.count
            shown = Array(body[range].prefix(limit))
        }
    }
}

extension LetterBody.Dump: Encodable {
    private enum Key: String, CodingKey {
        case offset, bytes, hex
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(offset, forKey: .offset)
        try values.encode(count, forKey: .bytes)
        try values.encode(shown.map { Hex.digits($0, 2) }.joined(), forKey: .hex)
    }
}

/// List keys are always present; `job`, `header` and `columns` only in forms that have them.
extension LetterBody: Encodable {
    private enum Key: String, CodingKey {
        case bytes, form, problems, job, header, columns, records, rejects, undecoded
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(bytes, forKey: .bytes)
        try values.encode(form, forKey: .form)
        try values.encode(problems, forKey: .problems)
        try values.encodeIfPresent(job, forKey: .job)
        if !header.entries.isEmpty { try values.encode(header, forKey: .header) }
        try values.encodeIfPresent(columns, forKey: .columns)
        try values.encode(records, forKey: .records)
        try values.encode(rejects, forKey: .rejects)
        try values.encode(undecoded, forKey: .undecoded)
    }
}

import Bus
package import DecodedValues
import ETLModels

/// The body of a dead letter, decoded as far as its bytes make sense. What it holds is bounded, whatever the bytes are.
package struct LetterBody: Sendable {
    /// What the bytes look like.
    package enum Form: String, Sendable, Encodable {
        case extractJob = "extract-job"
        case rawBatch = "raw-batch"
        case recordBatch = "record-batch"
        case unknown
    }

    /// The body's size.
    package let bytes: Int
    package var form = Form.unknown
    /// What is wrong, each in a sentence; none when the bytes are what the stage should be able to read.
    package var problems: [String] = []
    /// The job, when the body is JSON.
    package var job: JSONValue?
    /// The fields of a batch before its records, as far as the bytes reach.
    package var header = NamedValues()
    /// The first names of a raw batch's header.
    package var columns: [String]?
    /// The first records that a stage would read.
    package var records: [NamedValues] = []
    /// The first rejects of a record batch.
    package var rejects: [NamedValues] = []
    /// The beginning of what could not be decoded.
    package var undecoded: [Dump] = []

    /// Decodes a body. Never fails: what makes no sense is said in ``problems`` and dumped.
    ///
    /// - Parameter stage: the stage that gave the letter up; another form than its own is a problem.
    static func describe(_ body: [UInt8], stage: Stage) -> LetterBody {
        var letter = LetterBody(bytes: body.count)
        let fields = HeaderFields(body.span.bytes)
        if fields.looksLikeBatch {
            letter.readBatch(body, fields, stage: stage)
        } else if let job = JSONValue(body) {
            letter.readJob(job, body, stage: stage)
        } else if body.mayHoldLink {
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

    /// Keeps a stretch of the body as it is, with what is left of the room for such stretches.
    mutating func dump(_ body: [UInt8], _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let room = Dump.limit - undecoded.reduce(0) { $0 + $1.shown.count }
        undecoded.append(Dump(body, range, limit: room))
    }
}

extension LetterBody {
    /// The beginning of a stretch of a body that could not be decoded.
    package struct Dump: Sendable, Hashable {
        /// The most bytes of a letter that are shown so.
        static let limit = 512

        /// Where the stretch starts in the body.
        package let offset: Int
        /// How long it is.
        package let count: Int
        /// Its first bytes.
        package let shown: [UInt8]

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

/// Keys of lists are always there; `job`, `header` and `columns` only where the form has them.
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

extension [UInt8] {
    /// Whether it has what every link has, as JSON may write it too.
    fileprivate var mayHoldLink: Bool {
        firstRange(of: Array("://".utf8)) != nil || firstRange(of: Array(#":\/\/"#.utf8)) != nil
    }
}

import Bus
import DecodedValues
import DisplayText
import ETLModels
import RabbitMQ

extension LetterBody {
    /// Reads a body that looks like a batch, by the content code of its header, or else of the stage.
    mutating func readBatch(_ body: [UInt8], _ fields: HeaderFields, stage: Stage) {
        let content = fields.content.flatMap { BatchHeader.Content(rawValue: $0) }
        form = (content ?? stage.content) == .raw ? .rawBatch : .recordBatch
        if stage == .extract { problems.append("the body is a batch, not an extract job") }
        let wanted = stage == .extract ? content ?? stage.content : stage.content
        problems += fields.problems(in: body.span.bytes, expecting: wanted).map(\.description)
        addHeader(fields, of: body.span.bytes)
        guard body.count >= BatchHeader.size else { return dump(body, fields.byteCount..<body.count) }
        switch form {
        case .rawBatch: readRawBatch(body, fields)
        default: readRecordBatch(body, fields)
        }
    }

    /// Records where and why reading stopped.
    mutating func stop(at offset: Int, _ what: String, _ error: WireError) {
        problems.append("offset \(offset), \(what): \(error)")
    }

    private mutating func addHeader(_ fields: HeaderFields, of batch: RawSpan) {
        header.add("magic", fields.magic.map { .text(Hex.digits($0, 8)) }, note: fields.hasMagic ? "ETLB" : "not ETLB")
        let isKnown = fields.version == BatchHeader.version
        header.add("version", DecodedValue(fields.version), note: isKnown ? nil : "read as \(BatchHeader.version)")
        addCode("content", fields.content, name: fields.contentName)
        addCode("kind", fields.kind, name: fields.kind.flatMap { RecordKind(rawValue: $0) }?.name)
        header.add("is_last", fields.flags.map { .flag($0 & 1 == 1) })
        header.add("source", fields.source.map { .text("\($0)") })
        header.add("sequence", DecodedValue(fields.sequence))
        header.add("records", DecodedValue(fields.recordCount))
        header.add("first_record", DecodedValue(fields.firstRecord))
        header.add("source_bytes", DecodedValue(fields.sourceBytes))
        let follow = batch.byteCount - BatchHeader.size
        let isWhole = fields.payloadBytes.map(Int.init) == follow
        header.add(
            "payload_bytes", DecodedValue(fields.payloadBytes),
            note: isWhole ? nil : "\(Format.count(max(0, follow))) follow")
        header.add("checksum", fields.checksum.map { .text(Hex.digits($0, 16)) })
        let computed = HeaderFields.computedChecksum(of: batch)
        let note = computed == fields.checksum ? nil : "differs"
        header.add("computed_checksum", computed.map { .text(Hex.digits($0, 16)) }, note: note)
    }
}

extension LetterBody {
    /// Adds a wire code by its name; an unknown one as a number.
    mutating func addCode(_ field: String, _ code: UInt8?, name: String?) {
        if let name {
            header.add(field, .text(name), note: code.map { "\($0)" })
        } else {
            header.add(field, DecodedValue(code), note: "unknown")
        }
    }
}

extension Stage {
    /// The payload content of the batches that the stage reads.
    fileprivate var content: BatchHeader.Content { self == .load ? .records : .raw }
}

extension HeaderFields {
    /// Whether the bytes are a batch, perhaps with a damaged magic.
    var looksLikeBatch: Bool {
        let isKnown =
            version == BatchHeader.version && content.flatMap { BatchHeader.Content(rawValue: $0) } != nil
            && kind.flatMap { RecordKind(rawValue: $0) } != nil
        return hasMagic || isKnown
    }

    fileprivate var contentName: String? {
        switch content.flatMap({ BatchHeader.Content(rawValue: $0) }) {
        case .raw: "raw"
        case .records: "records"
        case nil: nil
        }
    }
}

import ETLModels

/// The plan of a batch: its records and rejects.
struct Draft: Sendable {
    enum Entry: Sendable {
        case row(Row)
        case reject(RejectReason, raw: String)
    }

    var kind: RecordKind
    var id: BatchID
    var firstRecord: UInt64
    var isLast = false
    var repaired = 0
    var entries: [Entry]

    init(_ kind: RecordKind, _ source: SourceID, _ rows: [Row]) {
        self.init(kind, source, 0, rows)
    }

    init(_ kind: RecordKind, _ source: SourceID, _ sequence: UInt32, firstRecord: UInt64? = nil, _ rows: [Row]) {
        self.kind = kind
        id = BatchID(source: source, sequence: sequence)
        self.firstRecord = firstRecord ?? UInt64(sequence) * 100_000 + 1
        entries = rows.map { .row($0) }
    }

    /// The batch as a message body.
    func bytes() throws(RejectReason) -> [UInt8] {
        switch kind {
        case .tokens: try bytes(as: Token.self)
        case .tokenTransfers: try bytes(as: TokenTransfer.self)
        }
    }

    private func bytes<Kind: Record>(as type: Kind.Type) throws(RejectReason) -> [UInt8] {
        let header = BatchHeader(
            content: .raw, kind: kind, id: id, recordCount: UInt32(entries.count), firstRecord: firstRecord,
            sourceBytes: 100, isLast: isLast)
        var builder = RecordBatchBuilder(answering: header)
        for entry in entries {
            switch entry {
            case .row(let texts):
                var fields = FixedFields(texts)
                builder.accept(try Kind(from: &fields))
            case .reject(let reason, let raw):
                let bytes = Array(raw.utf8)
                builder.reject(RecordError(reason, column: 0), raw: bytes.span.bytes)
            }
        }
        for _ in 0..<repaired { builder.countRepaired() }
        return builder.finish().bytes
    }
}

/// A source of fields given as texts in the order of the columns; nil is NULL.
private struct FixedFields: FieldReader {
    private var texts: ArraySlice<String?>

    init(_ texts: [String?]) {
        self.texts = texts[...]
    }

    mutating func required<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value {
        guard let value: Value = try optional(field) else { throw .missing }
        return value
    }

    mutating func optional<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value? {
        guard let text = texts.popFirst() ?? nil else { return nil }
        var repaired = false
        let bytes = Array(text.utf8)
        return try Value.parse(bytes.span.bytes, repaired: &repaired)
    }
}

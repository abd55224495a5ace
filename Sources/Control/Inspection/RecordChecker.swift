import Conversion
import DecodedValues
import ETLModels
import Rejects
import SourceDescriptions
import SourceReading

/// Cuts a source into batches like the extractor, converts them like the transformer, and checks the result.
package struct RecordChecker {
    /// The limits of a check.
    package struct Limits: Sendable {
        /// The maximum number of records to read; nil for all.
        var checked: Int?
        /// The maximum number of decoded records to keep.
        var records: Int
        /// The maximum number of rejects to keep.
        var rejects = 5
        /// The maximum size of a compressed file whose checksums are all verified in a partial check.
        var verified: UInt64

        package init(checked: Int? = nil, records: Int, rejects: Int = 5, verified: UInt64 = 256 << 20) {
            self.checked = checked
            self.records = records
            self.rejects = rejects
            self.verified = verified
        }
    }

    private struct ReasonKey: Hashable {
        let reason: RejectReason
        let field: String?
    }

    private static let batchRecords = 4000
    private static let batch = BatchID(source: SourceID(words: (0, 0)), sequence: 0)

    private let path: String
    private let opener: any SourceOpener
    private let source: SourceDescription
    private let kind: RecordKind
    private let layout: SourceLayout
    private let damage: Result<SourceDamage?, SourceError>
    private let limits: Limits
    private let watch: ReadingWatch
    private let text: RejectText
    private var check = RecordCheck()
    private var reasons: [ReasonKey: Int] = [:]

    /// - Parameters:
    ///   - damage: known damage of the file, or why it is unreadable; nil otherwise.
    ///   - watch: follows the reading.
    init(
        _ path: String, _ opener: any SourceOpener, _ source: SourceDescription, _ kind: RecordKind, chain: ChainID,
        damage: Result<SourceDamage?, SourceError>, _ limits: Limits, watch: ReadingWatch
    ) {
        self.path = path
        self.opener = opener
        self.source = source
        self.kind = kind
        layout = source.layout(for: chain)
        self.damage = damage
        self.limits = limits
        self.watch = watch
        text = RejectText(kind: kind, format: source.format, layout: layout)
    }

    /// Reads the records. Damage of the file ends the check, and is part of the result.
    mutating func run() -> RecordCheck {
        do throws(SourceError) {
            var reader = try SourceReader(
                path: path, opener: opener, source: source, kind: kind, damage: try damage.get(),
                limits: BatchLimits(records: Self.batchRecords), watch: watch)
            while try checkBatch(of: &reader) {}
        } catch {
            check.damage = error.numbered(UInt64(check.checked) + 1).fault
        }
        check.reasons = reasons.map { RecordCheck.Reason(reason: $0.reason.name, field: $0.field, count: $1) }
            .sorted { ($1.count, $0.reason, $0.field ?? "") < ($0.count, $1.reason, $1.field ?? "") }
        return check
    }

    /// Checks the next batch; returns false after the last requested one.
    private mutating func checkBatch(of reader: inout SourceReader) throws(SourceError) -> Bool {
        let size = min(Self.batchRecords, (limits.checked ?? Int.max) - check.checked)
        guard size > 0 else { return false }
        var builder = RawBatchBuilder(kind: kind, layout: layout, limits: BatchLimits(records: size))
        guard let cut = try reader.nextBatch(into: &builder) else { return false }
        let raw = builder.finish(
            id: Self.batch, firstRecord: UInt64(check.checked) + 1, sourceBytes: 0, isLast: cut.isLast)
        do throws(WireError) {
            try note(try BatchTransformer.transform(raw.span.bytes).1)
        } catch {
            check.damage = error.description
            return false
        }
        check.isWhole = cut.isLast
        return !cut.isLast
    }
}

extension RecordChecker {
    /// Counts the records of a batch, and keeps the first ones.
    private mutating func note(_ bytes: [UInt8]) throws(WireError) {
        let batch = try RecordBatch(bytes.span.bytes)
        let rejects = try batch.rejects()
        let first = UInt64(check.checked) + 1
        check.checked += Int(batch.header.recordCount)
        check.passed += batch.acceptedCount
        check.repaired += batch.repairedCount
        check.skipped += batch.skippedCount
        for reject in rejects { note(reject) }
        let wanted = limits.records - check.firstRecords.count
        guard wanted > 0 else { return }
        var collector = RecordCollector(
            batch: bytes, limit: wanted, number: first, excluded: Set(try batch.excludedNumbers()))
        check.firstRecords += try kind.dispatch(to: &collector)
    }

    private mutating func note(_ reject: Reject) {
        check.rejected += 1
        if reject.reason == .holdsRecords, let lines = reject.lines {
            check.heldLines += Int(lines.count)
            check.heldFromLine = check.heldFromLine ?? lines.first
        }
        reasons[ReasonKey(reason: reject.reason, field: reject.field), default: 0] += 1
        guard check.firstRejects.count < limits.rejects else { return }
        let value = text.value(of: reject.field, in: reject.raw, reason: reject.reason.name)
        check.firstRejects.append(
            RecordCheck.Rejected(
                record: reject.recordNumber, reason: reject.reason.name, field: reject.field,
                value: value.map { TextBeginning.of($0, bytes: $0.utf8.count) },
                line: reject.lines?.first, lines: (reject.lines?.count).map(Int.init),
                raw: TextBeginning.of(reject.raw, bytes: reject.raw.utf8.count),
                hint: RejectHint.words(reject.reason, reject.field, of: kind, fieldCount: source.columns.count)))
    }
}

/// Reads the first records of a batch as named values.
private struct RecordCollector: KindVisitor {
    let batch: [UInt8]
    let limit: Int
    var number: UInt64
    /// The numbers of rejected and skipped records.
    let excluded: Set<UInt64>

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(WireError) -> [RecordCheck.Decoded] {
        var decoded: [RecordCheck.Decoded] = []
        let records = try RecordBatch(batch.span.bytes)
        var number = number
        try records.forEachRecord(as: type) { record in
            while excluded.contains(number) { number += 1 }
            if decoded.count < limit {
                var fields = ValueCollector()
                record.write(to: &fields)
                decoded.append(RecordCheck.Decoded(record: number, values: fields.values))
            }
            number += 1
        }
        return decoded
    }
}

/// Collects a record's values under the names of their fields.
private struct ValueCollector: FieldSink {
    var values = NamedValues()

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        optional(field, Optional(value))
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        values.add("\(field.name)", ShownValue.of(value))
    }
}

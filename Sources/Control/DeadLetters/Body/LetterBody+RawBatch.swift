import Bus
import DecodedValues
import ETLModels
import Formats
import SourceDescriptions

extension LetterBody {
    /// The maximum number of column names shown, and of characters of each.
    static let columnLimit = 64

    /// Reads the payload of a raw batch to its end, and keeps the first records.
    mutating func readRawBatch(_ body: [UInt8], _ fields: HeaderFields) {
        let parts = RawBatchParts(body.span.bytes)
        addLayout(of: parts, fields)
        if let failure = parts.failure {
            stop(at: parts.offset, "in the columns", failure)
            return dump(body, parts.offset..<body.count)
        }
        guard parts.storages.isEmpty else { return readRows(of: parts, body, fields) }
        var offset = parts.offset
        var index: UInt64 = 0
        do throws(WireError) {
            var records = try parts.records(fields.recordCount ?? 0)
            while true {
                offset = body.count - records.remaining
                guard let record = try records.next() else { break }
                // Wraps only if the number in the header is out of range.
                if index < mostRecords { add(record, number: (fields.firstRecord ?? 1) &+ index) }
                index += 1
            }
        } catch {
            stop(at: offset, "at record \(index + 1)", error)
            dump(body, offset..<body.count)
        }
    }

    /// Reads rows of values, and shows each as a line of text.
    private mutating func readRows(of parts: borrowing RawBatchParts, _ body: [UInt8], _ fields: HeaderFields) {
        let kind = fields.kind.flatMap(RecordKind.init(rawValue:)) ?? .tokenTransfers
        let positions = (try? ColumnMap(parts.columns, renames: parts.renames, for: kind))?.positions ?? []
        var offset = parts.offset
        var index: UInt64 = 0
        do throws(WireError) {
            var rows = try parts.rows(fields.recordCount ?? 0)
            while true {
                offset = body.count - rows.remaining
                guard let row = try rows.next() else { break }
                if index < mostRecords {
                    let text = Array(ValueText.line(of: row, kind, positions: positions).utf8)
                    let record = RawRecord(text: text.span.bytes, defect: row.defect)
                    add(record, number: (fields.firstRecord ?? 1) &+ index)
                }
                index += 1
            }
        } catch {
            stop(at: offset, "at record \(index + 1)", error)
            dump(body, offset..<body.count)
        }
    }

    private mutating func addLayout(of parts: borrowing RawBatchParts, _ fields: HeaderFields) {
        let format = parts.format.flatMap { SourceFormat(rawValue: $0) }
        addCode("format", parts.format, name: format?.name)
        header.add("delimiter", parts.delimiter.map { .text(Self.character($0)) })
        header.add("chain_id", DecodedValue(parts.chain))
        header.add("columns", DecodedValue(parts.columnCount))
        guard parts.columnCount != nil else { return }
        columns = parts.columns.prefix(Self.columnLimit).map {
            TextBeginning.of($0, bytes: $0.utf8.count, limit: Self.columnLimit)
        }
        if let chain = parts.chain, ChainID(chain) == nil { problems.append("no chain has the batch's number") }
        if parts.format != nil, format == nil { problems.append("the source's format is unknown to this program") }
        guard parts.failure == nil, fields.recordCount != 0, let kind = fields.kind.flatMap(RecordKind.init(rawValue:))
        else { return }
        do throws(HeaderError) {
            _ = try (format ?? .csv).columnMap(parts.columns, renames: parts.renames, for: kind)
        } catch {
            problems.append(error.description)
        }
    }

    private mutating func add(_ record: borrowing RawRecord, number: UInt64) {
        let size = record.text.byteCount
        // A scalar takes at most four bytes: no more are needed to fill the limit.
        let start = record.text.extracting(0..<min(size, TextBeginning.limit * 4 + 4))
        var fields = NamedValues()
        fields.add("record_number", DecodedValue(number))
        fields.add("bytes", DecodedValue(size))
        fields.add("defect", record.defect.map { .text($0.name) })
        fields.add(record.lines)
        fields.add("text", .text(TextBeginning.of(TextRepair.repair(start).string, bytes: size)))
        records.append(fields)
    }

    private static func character(_ byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "0x" + Hex.digits(byte, 2)
    }
}

extension NamedValues {
    /// Adds the lines of a record, if they are known.
    mutating func add(_ lines: LineSpan) {
        guard lines != .unknown else { return }
        add("line", DecodedValue(lines.first))
        add("lines", DecodedValue(lines.count))
    }
}

package import ETLModels
internal import Formats
internal import SourceDescriptions

/// Turns a batch of text into a batch of values. A pure function: the same bytes in, the same bytes out.
package enum BatchTransformer {
    /// The bytes that transforming a raw batch takes, at most: its texts, and its record batch, whose buffer grows by
    /// doubling.
    package static func workBytes(for bytes: RawSpan) -> Int {
        2 * (bytes.byteCount + HeaderFields(bytes).boundedRecordCount * RecordBatchBuilder.usualWidth)
    }

    /// Transforms a raw batch.
    ///
    /// - Returns: the batch's header, the encoded record batch, and its numbers of accepted, rejected and skipped records.
    /// - Throws: ``WireError`` if the bytes are not a valid batch, or the source does not have the kind's columns.
    package static func transform(
        _ bytes: RawSpan
    ) throws(WireError) -> (header: BatchHeader, bytes: [UInt8], tally: BatchTally) {
        let raw = try RawBatch(bytes)
        let header = raw.header
        guard let format = SourceFormat(rawValue: raw.layout.format) else {
            throw .malformed("the source's format \(raw.layout.format) is unknown")
        }
        let columns = try columnMap(raw.layout, format, for: header)
        let belonging = BelongingCheck(raw.layout, of: header.kind)
        let (body, tally): Converted
        if raw.hasRows {
            var conversion = RowConversion(raw: raw, columns: columns, belonging: belonging)
            (body, tally) = try header.kind.dispatch(to: &conversion)
        } else {
            var conversion = FormatConversion(raw: raw, columns: columns, belonging: belonging)
            (body, tally) = try format.dispatch(raw.layout, of: header.kind, to: &conversion)
        }
        return (header, body, tally)
    }

    private static func columnMap(
        _ layout: SourceLayout, _ format: SourceFormat, for header: BatchHeader
    ) throws(WireError) -> ColumnMap {
        // An empty source has neither a header nor a record that could lack a column.
        if header.recordCount == 0 { return ColumnMap.none }
        do throws(HeaderError) {
            return try format.columnMap(layout, for: header.kind)
        } catch {
            throw .malformed(error.description)
        }
    }
}

/// An encoded record batch, and the numbers of its records.
typealias Converted = (bytes: [UInt8], tally: BatchTally)

/// The conversion of a batch, before it is dispatched by its format.
private struct FormatConversion: SplitterVisitor, ~Escapable {
    private let raw: RawBatch
    private let columns: ColumnMap
    private let belonging: BelongingCheck

    @_lifetime(copy raw)
    init(raw: RawBatch, columns: ColumnMap, belonging: BelongingCheck) {
        self.raw = raw
        self.columns = columns
        self.belonging = belonging
    }

    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) throws(WireError) -> Converted {
        var conversion = KindConversion(raw: raw, columns: columns, belonging: belonging, splitter: splitter)
        return try raw.header.kind.dispatch(to: &conversion)
    }
}

/// The conversion of a batch, before it is dispatched by its kind.
private struct KindConversion<Splitter: FieldSplitter>: KindVisitor, ~Escapable {
    private let raw: RawBatch
    private let columns: ColumnMap
    private let belonging: BelongingCheck
    private var splitter: Splitter

    @_lifetime(copy raw)
    init(raw: RawBatch, columns: ColumnMap, belonging: BelongingCheck, splitter: Splitter) {
        self.raw = raw
        self.columns = columns
        self.belonging = belonging
        self.splitter = splitter
    }

    @_lifetime(self: copy self)
    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(WireError) -> Converted {
        var builder = RecordBatchBuilder(answering: raw.header)
        var records = try raw.records()
        while let record = try records.next() {
            var defect = record.defect
            if defect == nil { defect = splitter.split(record.text) }
            if let defect {
                if let reason = defect.reason {
                    builder.reject(RecordError(reason), raw: record.text, lines: record.lines)
                } else {
                    builder.skip()
                }
            } else {
                convert(record.text, as: type, into: &builder)
            }
        }
        return builder.finish()
    }

    private func convert<Kind: Record>(_ text: RawSpan, as type: Kind.Type, into builder: inout RecordBatchBuilder) {
        var row = TextRow(
            text, resolved: splitter.resolved, fields: splitter.fields, positions: columns.positions.span)
        do throws(RecordError) {
            if belonging.isNeeded {
                try belonging.require(text, resolved: splitter.resolved, fields: splitter.fields)
            }
            builder.accept(try Kind(from: &row))
            if row.isRepaired { builder.countRepaired() }
        } catch {
            builder.reject(error, raw: text)
        }
    }
}

package import ETLModels
internal import Formats

/// Turns a batch of text into a batch of values. A pure function: the same bytes in, the same bytes out.
package enum BatchTransformer {
    /// Transforms a raw batch.
    ///
    /// - Returns: the batch's header, and the encoded record batch. Every record is in it, as values or as a reject.
    /// - Throws: ``WireError`` when the bytes are no batch, or its source lacks a required column.
    package static func transform(_ bytes: RawSpan) throws(WireError) -> (BatchHeader, [UInt8]) {
        let raw = try RawBatch(bytes)
        let header = raw.header
        guard let format = SourceFormat(rawValue: raw.layout.format) else {
            throw .malformed("the source's format \(raw.layout.format) is unknown")
        }
        var conversion = FormatConversion(raw: raw, columns: try columnMap(raw.layout, for: header))
        return (header, try format.open(raw.layout, of: header.kind, &conversion))
    }

    private static func columnMap(_ layout: SourceLayout, for header: BatchHeader) throws(WireError) -> ColumnMap {
        // An empty source has no header, and no record that could miss a column.
        if header.recordCount == 0 { return ColumnMap.none }
        do throws(HeaderError) {
            return try ColumnMap(layout.columns, for: header.kind)
        } catch {
            throw .malformed("the header has no column \(error.missing.joined(separator: ", "))")
        }
    }
}

/// The conversion of a batch, before its format is opened.
private struct FormatConversion: SplitterVisitor, ~Escapable {
    private let raw: RawBatch
    private let columns: ColumnMap

    @_lifetime(copy raw)
    init(raw: RawBatch, columns: ColumnMap) {
        self.raw = raw
        self.columns = columns
    }

    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) throws(WireError) -> [UInt8] {
        var conversion = KindConversion(raw: raw, columns: columns, splitter: splitter)
        return try raw.header.kind.open(&conversion)
    }
}

/// The conversion of a batch, before its kind is opened.
private struct KindConversion<Splitter: FieldSplitter>: KindVisitor, ~Escapable {
    private let raw: RawBatch
    private let columns: ColumnMap
    private var splitter: Splitter

    @_lifetime(copy raw)
    init(raw: RawBatch, columns: ColumnMap, splitter: Splitter) {
        self.raw = raw
        self.columns = columns
        self.splitter = splitter
    }

    @_lifetime(self: copy self)
    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(WireError) -> [UInt8] {
        var builder = RecordBatchBuilder(answering: raw.header)
        var records = try raw.records()
        while let record = try records.next() {
            if let defect = record.defect {
                builder.reject(RecordError(defect), raw: record.text)
            } else if let defect = splitter.split(record.text) {
                // Of a record that is passed over, nothing is kept.
                let kept = defect == .otherKind ? 0 : record.text.byteCount
                builder.reject(RecordError(defect), raw: record.text.extracting(0..<kept))
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
            builder.accept(try Kind(from: &row))
            if row.isRepaired { builder.countRepaired() }
        } catch {
            builder.reject(error, raw: text)
        }
    }
}

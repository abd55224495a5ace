import ETLModels
import Formats

/// Turns a batch of text into a batch of values. A pure function: the same bytes in, the same bytes out.
enum BatchTransformer {
    /// Transforms a raw batch.
    ///
    /// - Returns: the batch's header, and the encoded record batch. Every record is in it, as values or as a reject.
    /// - Throws: ``WireError`` when the bytes are no batch, or its header lacks a required column.
    static func transform(_ bytes: RawSpan) throws(WireError) -> (BatchHeader, [UInt8]) {
        var raw = try RawBatch(bytes)
        let header = raw.header
        guard let format = SourceFormat(rawValue: raw.layout.format) else {
            throw .malformed("the source's format \(raw.layout.format) is unknown")
        }
        let columns = try columnMap(raw.layout, for: header)
        return (header, transform(&raw, as: header.kind.recordType, columns, format.splitter(for: raw.layout)))
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

    /// Opened once per batch, so that everything within is compiled for the one kind.
    private static func transform<Kind: Record, Splitter: FieldSplitter>(
        _ raw: inout RawBatch, as kind: Kind.Type, _ columns: ColumnMap, _ splitter: Splitter
    ) -> [UInt8] {
        var splitter = splitter
        var builder = RecordBatchBuilder(answering: raw.header)
        while let record = raw.nextRecord() {
            if let defect = record.defect {
                builder.reject(RecordError(defect), raw: record.text)
            } else if splitter.split(record.text) != columns.fieldCount {
                builder.reject(RecordError(.fieldCount), raw: record.text)
            } else {
                convert(record.text, as: kind, columns, splitter, into: &builder)
            }
        }
        return builder.finish()
    }

    private static func convert<Kind: Record, Splitter: FieldSplitter>(
        _ text: RawSpan, as kind: Kind.Type, _ columns: ColumnMap, _ splitter: borrowing Splitter,
        into builder: inout RecordBatchBuilder
    ) {
        var row = TextRow(text, fields: splitter.fields, positions: columns.positions.span)
        do throws(RecordError) {
            builder.accept(try Kind(from: &row))
            if row.isRepaired { builder.countRepaired() }
        } catch {
            builder.reject(error, raw: text)
        }
    }
}

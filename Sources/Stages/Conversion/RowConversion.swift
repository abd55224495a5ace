internal import ETLModels

/// The conversion of a batch of values, before it is dispatched by its kind.
struct RowConversion: KindVisitor, ~Escapable {
    private let raw: RawBatch
    private let columns: ColumnMap
    private let belonging: BelongingCheck

    @_lifetime(copy raw)
    init(raw: RawBatch, columns: ColumnMap, belonging: BelongingCheck) {
        self.raw = raw
        self.columns = columns
        self.belonging = belonging
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(WireError) -> Converted {
        var builder = RecordBatchBuilder(answering: raw.header)
        var rows = try raw.rows()
        while let row = try rows.next() {
            do throws(RecordError) {
                if let reason = row.defect?.reason { throw RecordError(reason) }
                if belonging.isNeeded { try belonging.require(row) }
                var values = ValueRow(row, positions: columns.positions.span)
                builder.accept(try Kind(from: &values))
                if values.isRepaired { builder.countRepaired() }
            } catch {
                reject(row, error, in: &builder)
            }
        }
        return builder.finish()
    }

    private func reject(_ row: borrowing SourceRow, _ error: RecordError, in builder: inout RecordBatchBuilder) {
        let text = Array(ValueText.line(of: row, raw.header.kind, positions: columns.positions).utf8)
        builder.reject(error, raw: text.span.bytes)
    }
}

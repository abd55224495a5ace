/// Decodes the row groups of a footer one at a time, so that a footer of many costs no memory beyond its own. Source: struct RowGroup
/// of parquet.thrift.
struct RowGroupDecoder: Sendable {
    let columns: [ParquetColumn]
    /// The number of leaves of the schema.
    let leaves: Int
    /// The place of all pages in the file: between the signature and the footer.
    let pages: Range<UInt64>
    /// The most bytes that the writer may have left out of a chunk's size.
    let uncounted: UInt64

    /// A row group as the footer states it: the chunks of the flat columns.
    private struct ClaimedGroup {
        var rows: Int64?
        var chunks: [ClaimedChunk] = []
        var leaves = 0
    }

    /// Decodes the next row group, and checks it against the schema and the file.
    ///
    /// - Parameter number: that of the row group.
    func next(
        _ reader: inout CompactReader, number: Int
    ) throws(CompactFault) -> (rows: Int64, chunks: [ColumnChunk]) {
        let group = try claimed(&reader, number)
        guard let rows = group.rows, rows >= 0 else {
            throw .contradiction(.damaged("row group \(number) has \(group.rows ?? -1) rows"))
        }
        guard group.leaves == leaves else { throw columnCount("\(group.leaves)", number) }
        var chunks: [ColumnChunk] = []
        chunks.reserveCapacity(columns.count)
        for (column, chunk) in zip(columns, group.chunks) {
            do throws(ParquetError) {
                chunks.append(try chunk.checked(column, rows: rows, within: pages, uncounted: uncounted))
            } catch {
                throw .contradiction(error.at(rowGroup: number, column: column.name))
            }
        }
        return (rows, chunks)
    }

    private func claimed(_ reader: inout CompactReader, _ number: Int) throws(CompactFault) -> ClaimedGroup {
        var group = ClaimedGroup()
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1:
                try reader.list(field, of: .struct) { (reader) throws(CompactFault) in
                    guard group.leaves < leaves else { throw columnCount("more than \(leaves)", number) }
                    let chunk = try ClaimedChunk(&reader)
                    let next = group.chunks.count
                    if next < columns.count, columns[next].leaf == group.leaves { group.chunks.append(chunk) }
                    group.leaves += 1
                }
            case 3: group.rows = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        return group
    }

    private func columnCount(_ count: String, _ number: Int) -> CompactFault {
        .contradiction(.damaged("row group \(number) has \(count) columns, the schema \(leaves)"))
    }
}

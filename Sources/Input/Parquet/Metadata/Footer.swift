/// The content of a footer as the file states it, unchecked. Source: struct FileMetaData of parquet.thrift.
struct Footer {
    private var rows: Int64?
    private var createdBy: String?
    private var elements: [SchemaElement] = []
    private var groups: [ClaimedGroup]?
    private var isEncrypted = false

    private struct ClaimedGroup {
        var rows: Int64?
        var totalBytes: Int64 = 0
        var chunks: [ClaimedChunk] = []
    }

    init(_ bytes: UnsafeRawBufferPointer, _ limits: ParquetLimits) throws(ParquetError) {
        var reader = CompactReader(bytes)
        do throws(CompactFault) {
            try read(&reader, limits)
            guard rows != nil else { throw .missing("number of rows") }
            guard groups != nil else { throw .missing("row groups") }
        } catch {
            throw error.error(in: "the footer")
        }
    }

    private mutating func read(_ reader: inout CompactReader, _ limits: ParquetLimits) throws(CompactFault) {
        var footer = self
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 2:
                try reader.list(field, of: .struct) { (reader) throws(CompactFault) in
                    footer.elements.append(try SchemaElement(&reader))
                    guard footer.elements.count <= limits.schemaElements else {
                        throw .overLimit(
                            .schemaElements, claimed: footer.elements.count, limit: limits.schemaElements)
                    }
                }
            case 3: footer.rows = try reader.integer(field)
            case 4:
                var groups: [ClaimedGroup] = []
                try reader.list(field, of: .struct) { (reader) throws(CompactFault) in
                    groups.append(try Self.group(&reader))
                }
                footer.groups = groups
            case 6: footer.createdBy = try reader.string(field)
            default: try reader.skip(field)
            }
        }
        self = footer
    }

    private static func group(_ reader: inout CompactReader) throws(CompactFault) -> ClaimedGroup {
        var group = ClaimedGroup()
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1:
                try reader.list(field, of: .struct) { (reader) throws(CompactFault) in
                    group.chunks.append(try ClaimedChunk(&reader))
                }
            case 2: group.totalBytes = try reader.integer(field)
            case 3: group.rows = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        return group
    }
}

extension Footer {
    /// Checks the footer against itself and the file.
    ///
    /// - Parameter bytes: the place of all pages in the file.
    func metadata(pagesWithin bytes: Range<UInt64>) throws(ParquetError) -> ParquetMetadata {
        let schema = try Schema(elements)
        var firstRow: Int64 = 0
        var checked: [RowGroup] = []
        for (number, group) in (groups ?? []).enumerated() {
            guard let rows = group.rows, rows >= 0 else {
                throw .damaged("row group \(number) has \(group.rows ?? -1) rows")
            }
            guard group.chunks.count == schema.leaves else {
                throw .damaged("row group \(number) has \(group.chunks.count) columns, the schema \(schema.leaves)")
            }
            let chunks = try chunks(group, number, schema.columns, within: bytes)
            checked.append(
                RowGroup(rows: rows, firstRow: firstRow, totalBytes: max(0, group.totalBytes), chunks: chunks))
            let (sum, overflow) = firstRow.addingReportingOverflow(rows)
            guard !overflow else { throw .damaged("the row groups have more than 2^63 rows") }
            firstRow = sum
        }
        // Some writers leave the number at 0; the row groups count.
        guard firstRow == rows || rows == 0 else {
            let (sum, rows) = (ParquetError.grouped(firstRow), ParquetError.grouped(rows ?? -1))
            throw .damaged("the file claims \(rows) rows, its row groups have \(sum)")
        }
        return ParquetMetadata(
            createdBy: createdBy, rows: firstRow, columns: schema.columns, nestedColumns: schema.nested,
            rowGroups: checked)
    }

    private func chunks(
        _ group: ClaimedGroup, _ number: Int, _ columns: [ParquetColumn], within bytes: Range<UInt64>
    ) throws(ParquetError) -> [ColumnChunk] {
        let uncounted = WriterFaults.uncountedBytes(createdBy: createdBy)
        var chunks: [ColumnChunk] = []
        chunks.reserveCapacity(columns.count)
        for column in columns {
            do throws(ParquetError) {
                let chunk = group.chunks[column.leaf]
                chunks.append(try chunk.checked(column, rows: group.rows ?? 0, within: bytes, uncounted: uncounted))
            } catch {
                throw error.at(rowGroup: number, column: column.name)
            }
        }
        return chunks
    }
}

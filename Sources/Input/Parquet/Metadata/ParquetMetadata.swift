/// The checked content of a footer. Source: struct FileMetaData of parquet.thrift.
///
/// Keeps the footer's bytes instead of what they say of each column chunk, which would take many times as much memory.
package struct ParquetMetadata: Sendable {
    /// The program that wrote the file, as it calls itself; nil if unknown.
    package let createdBy: String?
    /// The number of rows.
    package let rows: Int64
    /// The columns that can be read, in the order of the schema.
    package let columns: [ParquetColumn]
    /// The columns that cannot be read.
    package let nestedColumns: [NestedColumn]
    /// The row groups, in the order of the file.
    package let rowGroups: [RowGroup]
    /// What the chunks of each column have in common, in the order of ``columns``.
    package let summaries: [ChunkSummary]
    private let footer: [UInt8]
    private let decoder: RowGroupDecoder

    /// Decodes a footer, and checks it against itself and the file.
    ///
    /// - Parameter pages: the place of all pages in the file.
    init(_ bytes: [UInt8], pagesWithin pages: Range<UInt64>, _ limits: ParquetLimits) throws(ParquetError) {
        let footer = try Self.reading(bytes, at: 0) { (reader) throws(CompactFault) in try Footer(&reader, limits) }
        let schema = try Schema(footer.elements)
        decoder = RowGroupDecoder(
            columns: schema.columns, leaves: schema.leaves, pages: pages,
            uncounted: WriterFaults.uncountedBytes(createdBy: footer.createdBy))
        var survey = Survey(columns: schema.columns.count)
        try survey.read(bytes, from: footer.groups, decoder)
        // Some writers leave the number at 0; the row groups count.
        guard survey.rows == footer.rows || footer.rows == 0 else {
            let (sum, rows) = (ParquetError.grouped(survey.rows), ParquetError.grouped(footer.rows))
            throw .damaged("the file claims \(rows) rows, its row groups have \(sum)")
        }
        createdBy = footer.createdBy
        rows = survey.rows
        columns = schema.columns
        nestedColumns = schema.nested
        rowGroups = survey.groups
        summaries = survey.summaries
        self.footer = bytes
    }

    /// The chunks of ``columns`` in a row group, in their order.
    func chunks(ofGroup number: Int) throws(ParquetError) -> [ColumnChunk] {
        try Self.reading(footer, at: rowGroups[number].place) { (reader) throws(CompactFault) in
            try decoder.next(&reader, number: number).chunks
        }
    }
}

extension ParquetMetadata {
    fileprivate static func reading<Result>(
        _ bytes: [UInt8], at place: Int, _ body: (inout CompactReader) throws(CompactFault) -> Result
    ) throws(ParquetError) -> Result {
        do throws(CompactFault) {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(CompactFault) in
                var reader = CompactReader(UnsafeRawBufferPointer(bytes), at: place)
                return try body(&reader)
            }
        } catch {
            throw error.error(in: "the footer")
        }
    }

    /// What is kept of all row groups.
    private struct Survey {
        var groups: [RowGroup] = []
        var rows: Int64 = 0
        var summaries: [ChunkSummary]

        init(columns: Int) {
            summaries = Array(repeating: ChunkSummary(), count: columns)
        }

        mutating func read(_ bytes: [UInt8], from place: Int, _ decoder: RowGroupDecoder) throws(ParquetError) {
            var survey = self
            try ParquetMetadata.reading(bytes, at: place) { (reader) throws(CompactFault) in
                let list = CompactField(id: 4, type: .list)
                _ = try reader.list(list, of: .struct) { (reader) throws(CompactFault) in
                    let place = reader.position
                    let (rows, chunks) = try decoder.next(&reader, number: survey.groups.count)
                    survey.groups.append(RowGroup(rows: rows, firstRow: survey.rows, place: place))
                    let (sum, overflow) = survey.rows.addingReportingOverflow(rows)
                    guard !overflow else {
                        throw .contradiction(.damaged("the row groups have more than 2^63 rows"))
                    }
                    survey.rows = sum
                    for (column, chunk) in chunks.enumerated() { survey.summaries[column].add(chunk) }
                }
            }
            self = survey
        }
    }
}

/// A part of the file with some rows. Source: struct RowGroup of parquet.thrift.
package struct RowGroup: Sendable {
    /// The number of rows.
    package let rows: Int64
    /// The number of rows in the groups before this one.
    package let firstRow: Int64
    /// Where the footer describes the group.
    let place: Int
}

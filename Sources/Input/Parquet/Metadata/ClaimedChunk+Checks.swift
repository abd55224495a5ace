extension ClaimedChunk {
    /// Checks the claims about a flat column's chunk.
    ///
    /// - Parameters:
    ///   - rows: the rows of the row group.
    ///   - bytes: the place of all pages in the file: between the signature and the footer.
    ///   - uncounted: the most bytes that the writer may have left out of the chunk's size.
    func checked(
        _ column: ParquetColumn, rows: Int64, within bytes: Range<UInt64>, uncounted: UInt64
    ) throws(ParquetError) -> ColumnChunk {
        // Nothing is known about what cannot be read.
        guard chunk.obstacle == nil else { return chunk }
        guard hasMetadata else { throw .damaged("the column chunk has no metadata") }
        guard path.isEmpty || path == [column.name] else {
            throw .damaged("the column chunk is that of column '\(path.joined(separator: "."))'")
        }
        guard type == Int32(column.type.rawValue) else {
            throw .damaged("the column chunk has physical type \(type), the schema \(column.type.rawValue)")
        }
        guard chunk.values == rows else {
            let (values, rows) = (ParquetError.grouped(chunk.values), ParquetError.grouped(rows))
            throw .damaged("the column chunk has \(values) values for \(rows) rows")
        }
        guard column.isOptional || nulls ?? 0 == 0 else {
            throw .damaged("the column chunk has \(nulls ?? 0) nulls, though no value may be null")
        }
        guard compressedBytes >= 0, chunk.uncompressedBytes >= 0 else {
            throw .damaged("the column chunk has a negative size")
        }
        var checked = chunk
        checked.bytes = rows == 0 ? 0..<0 : try range(within: bytes, uncounted)
        return checked
    }

    /// Some writers leave out the offset of the dictionary, set it to 0, or call the dictionary the first data page.
    private func range(within bytes: Range<UInt64>, _ uncounted: UInt64) throws(ParquetError) -> Range<UInt64> {
        let offsets = [dataOffset, dictionaryOffset].compactMap { $0 }.filter { $0 > 0 }
        guard let start = offsets.min().map({ UInt64($0) }) else {
            throw .damaged("the column chunk has no offset of its first page")
        }
        let (end, overflow) = start.addingReportingOverflow(UInt64(compressedBytes))
        guard !overflow, start >= bytes.lowerBound, end <= bytes.upperBound else {
            throw .damaged(
                """
                the column chunk has \(ParquetError.grouped(compressedBytes)) bytes from byte \(start) on, but pages end at \
                byte \(bytes.upperBound)
                """)
        }
        return start..<min(end + uncounted, bytes.upperBound)
    }
}

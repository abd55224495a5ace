internal import ParquetCodecs

extension ColumnCursor {
    /// Reads the next page, or skips it: pages without rows, and data pages whose rows all come before a row.
    mutating func nextPage<Source: ParquetSource>(
        before target: Int, from source: Source, _ decompressor: inout PageDecompressor
    ) throws(ParquetFailure<Source.Failure>) {
        pageOffset = position
        let header = try header(from: source)
        let start = position + UInt64(header.length)
        do throws(ParquetError) {
            try check(header, start: start)
            position = start + UInt64(header.compressedSize)
            switch header.kind {
            case .index, .other: return
            case .dictionary: break
            case .data, .dataV2:
                rowsAhead -= header.values
                if header.values == 0 { return }
                if row + header.values <= target {
                    row += header.values
                    return
                }
            }
        } catch {
            throw .file(located(error))
        }
        let bytes = try window.bytes(header.compressedSize, at: start, from: source)
        decodedBytes += UInt64(header.size)
        do throws(ParquetError) {
            try Self.verify(bytes, header.checksum)
            if header.kind == .dictionary {
                try loadDictionary(bytes, header, &decompressor)
            } else {
                try loadData(bytes, header, &decompressor)
            }
        } catch {
            throw .file(located(error))
        }
    }

    /// Reads a header, whose size is unknown before.
    private mutating func header<Source: ParquetSource>(
        from source: Source
    ) throws(ParquetFailure<Source.Failure>) -> PageHeader {
        guard bytesAhead > 0 else {
            let missing = ParquetError.grouped(rowsAhead)
            throw .file(located(.damaged("the pages of the column end \(missing) rows before the row group does")))
        }
        let most = Int(clamping: bytesAhead)
        var needed = min(64, most)
        while true {
            _ = try window.bytes(needed, at: position, from: source)
            let available = window.available(at: position)
            do throws(CompactFault) {
                return try PageHeader(available)
            } catch {
                guard case .truncated = error, available.count < most else {
                    throw .file(located(error.error(in: "the page header")))
                }
            }
            do throws(ParquetError) {
                try ParquetLimits.check(available.count, .pageHeaderBytes, limits.pageHeaderBytes)
            } catch {
                throw .file(located(error))
            }
            needed = min(most, 2 * available.count)
        }
    }

    /// Checks the claims of a header, before anything depends on them.
    private func check(_ header: PageHeader, start: UInt64) throws(ParquetError) {
        let left = bytesAhead - UInt64(header.length)
        guard UInt64(header.compressedSize) <= left else {
            let (claimed, left) = (ParquetError.grouped(header.compressedSize), ParquetError.grouped(left))
            throw .damaged("the page claims \(claimed) bytes, but the column chunk has only \(left) more")
        }
        switch header.kind {
        case .index, .other: return
        case .dictionary:
            // Eight bytes for each value, whatever its type.
            let memory = header.size + 8 * header.values
            try ParquetLimits.check(memory, .dictionaryBytes, limits.dictionaryBytes)
        case .data, .dataV2:
            try ParquetLimits.check(header.values, .pageValues, limits.pageValues)
            guard header.values <= rowsAhead else {
                let (claimed, left) = (ParquetError.grouped(header.values), ParquetError.grouped(rowsAhead))
                throw .damaged("the page says \(claimed) values, but the row group has only \(left) more rows")
            }
            if let rows = header.rows, rows != header.values {
                throw .damaged("the page has \(header.values) values for \(rows) rows")
            }
        }
        try ParquetLimits.check(header.compressedSize, .pageBytes, limits.pageBytes)
        try ParquetLimits.check(header.size, .pageBytes, limits.pageBytes)
        try checkRoom(header)
    }

    /// Checks that the page fits beside the pages of the other columns.
    private func checkRoom(_ header: PageHeader) throws(ParquetError) {
        let isDictionary = header.kind == .dictionary
        let window = self.window.capacity(with: header.compressedSize)
        let page = self.page.capacity(with: isDictionary ? 0 : header.size)
        let dictionary =
            isDictionary ? ByteBuffer.capacity(for: header.size) + 8 * header.values : self.dictionary.heldBytes
        try room.check(window + page + dictionary + values.heldBytes)
    }

    private static func verify(_ bytes: UnsafeRawBufferPointer, _ checksum: UInt32?) throws(ParquetError) {
        guard let checksum, PageChecksum.crc32(bytes) != checksum else { return }
        throw .damaged("the page does not match its checksum")
    }
}

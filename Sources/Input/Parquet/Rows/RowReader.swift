/// Reads rows of a row group, with values from the selected columns.
///
/// Holds for each column the decoded dictionary, one page as it is in the file, and one decompressed page. Not thread-safe.
/// After an error, each further call fails with the same error.
public struct RowReader<Source: ParquetSource>: ~Copyable {
    /// The number of columns.
    public let columnCount: Int
    /// The number in the row group of the current row; before the first call of ``advance()``, of the row before it.
    @inlinable
    public var row: Int { current }
    @usableFromInline var current: Int
    @usableFromInline var available = 0
    @usableFromInline let batches: UnsafeMutablePointer<ColumnBatch>
    private let cursors: UnsafeMutablePointer<ColumnCursor>
    private var decompressor = PageDecompressor()
    private let limits: ParquetLimits
    private let source: Source
    private let rows: Int
    /// The rows of the file before the row group.
    private let firstRow: Int64
    private var failure: ParquetFailure<Source.Failure>?

    init(
        _ source: Source, _ metadata: ParquetMetadata, _ limits: ParquetLimits, group number: Int, columns: [Int],
        from row: Int64
    ) throws(ParquetFailure<Source.Failure>) {
        let group = metadata.rowGroups[number]
        precondition(row >= 0 && row <= group.rows, "the row is not in the row group")
        let chunks: [ColumnChunk]
        do throws(ParquetError) {
            chunks = try metadata.chunks(ofGroup: number)
            for index in columns { try Self.check(chunks[index], metadata.columns[index], number) }
        } catch {
            throw .file(error)
        }
        self.source = source
        self.limits = limits
        rows = Int(group.rows)
        firstRow = group.firstRow
        columnCount = columns.count
        current = Int(row) - 1
        cursors = .allocate(capacity: columns.count)
        batches = .allocate(capacity: columns.count)
        for (place, index) in columns.enumerated() {
            let cursor = ColumnCursor(
                metadata.columns[index], chunks[index], limits, group: number, rows: rows,
                createdBy: metadata.createdBy)
            (batches + place).initialize(to: cursor.emptyBatch)
            (cursors + place).initialize(to: cursor)
        }
    }

    /// Makes a reader without columns and rows.
    init(_ source: Source) {
        self.source = source
        limits = ParquetLimits()
        (rows, firstRow, columnCount, current) = (0, 0, 0, -1)
        cursors = .allocate(capacity: 0)
        batches = .allocate(capacity: 0)
    }

    deinit {
        cursors.deinitialize(count: columnCount)
        cursors.deallocate()
        batches.deallocate()
    }

    /// Goes to the next row.
    ///
    /// - Returns: false after the last row.
    /// - Throws: ``ParquetFailure``; all rows before are sound.
    @inlinable
    public mutating func advance() throws(ParquetFailure<Source.Failure>) -> Bool {
        if available > 0 {
            available &-= 1
            current &+= 1
            return true
        }
        return try refill()
    }
}

extension RowReader {
    @usableFromInline
    mutating func refill() throws(ParquetFailure<Source.Failure>) -> Bool {
        if let failure { throw failure }
        let next = current + 1
        guard next < rows else { return false }
        var end = rows
        for index in 0..<columnCount {
            if batches[index].end <= next { try refill(index, with: next) }
            end = min(end, batches[index].end)
        }
        available = end - next - 1
        current = next
        return true
    }

    private mutating func refill(_ index: Int, with row: Int) throws(ParquetFailure<Source.Failure>) {
        do throws(ParquetFailure<Source.Failure>) {
            cursors[index].room = MemoryRoom(limit: limits.groupBytes).beside(heldBytes(but: index))
            batches[index] = try cursors[index].batch(with: row, from: source, &decompressor)
        } catch {
            var failure = error
            if case .file(var fault) = error {
                fault.soundRows = firstRow + Int64(row)
                failure = .file(fault)
            }
            self.failure = failure
            throw failure
        }
    }

    /// The bytes of all pages that were decoded, decompressed. Few bytes of a file can stand for any number of them.
    package var decodedBytes: UInt64 { (0..<columnCount).reduce(0) { $0 + cursors[$1].decodedBytes } }

    /// The bytes that the pages of all columns but one take.
    private func heldBytes(but excluded: Int) -> Int {
        (0..<columnCount).reduce(0) { $1 == excluded ? $0 : $0 + cursors[$1].heldBytes }
    }

    private static func check(_ chunk: ColumnChunk, _ column: ParquetColumn, _ group: Int) throws(ParquetError) {
        do throws(ParquetError) {
            switch chunk.obstacle {
            case .encrypted: throw ParquetError(.encrypted)
            case .otherFile: throw .unsupported("column chunks in other files")
            case nil: _ = try chunk.codec.blocks()
            }
        } catch {
            throw error.at(rowGroup: group, column: column.name)
        }
    }
}

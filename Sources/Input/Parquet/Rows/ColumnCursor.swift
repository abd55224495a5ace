/// Reads a column of a row group in batches, in the order of its rows.
///
/// Owns the decoded dictionary, one page as it is in the file, and one decompressed page.
struct ColumnCursor: ~Copyable {
    let column: ParquetColumn
    let limits: ParquetLimits
    let codec: ParquetCodec
    /// Whether bytes behind the last value of a page are a fault.
    let checksEnds: Bool
    private let group: Int
    private let end: UInt64
    /// The place of the next page's header, and of the current one's.
    var position: UInt64
    var pageOffset: UInt64
    /// The rows in the pages that have not been reached.
    var rowsAhead: Int
    /// The rows of the current page that are not decoded.
    var rowsInPage = 0
    /// The rows before the next batch.
    var row = 0
    var window: ChunkWindow
    var page = ByteBuffer()
    var dictionary = Dictionary()
    var levels = LevelDecoder.required
    var values = ValueDecoder()
    private let storage = BatchStorage()
    /// The bytes of all pages that were decoded, decompressed.
    var decodedBytes: UInt64 = 0
    /// What this column may take, while other columns have what they have.
    var room: MemoryRoom
    // The decoded levels that no batch has yet, and the values that they announce.
    private var decodedLevels = 0..<0
    private var presentAhead = 0

    private struct BatchStorage: ~Copyable {
        let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: ColumnBatch.capacity)
        let levels = UnsafeMutablePointer<UInt8>.allocate(capacity: ColumnBatch.capacity)
        let words = UnsafeMutablePointer<UInt32>.allocate(capacity: ColumnBatch.capacity)

        deinit {
            slots.deallocate()
            levels.deallocate()
            words.deallocate()
        }
    }

    /// - Parameters:
    ///   - rows: those of the row group, and of the chunk.
    ///   - createdBy: the writer.
    init(
        _ column: ParquetColumn, _ chunk: ColumnChunk, _ limits: ParquetLimits, group: Int, rows: Int,
        createdBy: String?
    ) {
        checksEnds = !WriterFaults.leavesBytes(createdBy: createdBy)
        self.column = column
        self.limits = limits
        self.group = group
        codec = chunk.codec
        position = chunk.bytes.lowerBound
        pageOffset = chunk.bytes.lowerBound
        end = chunk.bytes.upperBound
        rowsAhead = rows
        room = MemoryRoom(limit: limits.groupBytes)
        window = ChunkWindow(end: chunk.bytes.upperBound, readBytes: limits.readBytes)
    }

    /// A batch without rows.
    var emptyBatch: ColumnBatch { batch(0, validity: UnsafePointer(storage.levels)) }

    /// The bytes that the pages and the dictionary take.
    private var pageBytes: Int { window.capacity + page.capacity + dictionary.heldBytes }

    /// The bytes that the column takes, but for those that every column takes.
    var heldBytes: Int { pageBytes + values.heldBytes }

    /// The bytes of the chunk from the next page on.
    var bytesAhead: UInt64 { end - position }

    /// Decodes the batch that has a row. The last batch becomes invalid.
    ///
    /// - Parameter target: the row; not before the last batch, and less than the rows of the group.
    mutating func batch<Source: ParquetSource>(
        with target: Int, from source: Source, _ decompressor: inout PageDecompressor
    ) throws(ParquetFailure<Source.Failure>) -> ColumnBatch {
        while true {
            while rowsInPage == 0, decodedLevels.isEmpty {
                try nextPage(before: target, from: source, &decompressor)
            }
            do throws(ParquetError) {
                let batch = try decodeBatch()
                if batch.end > target { return batch }
            } catch {
                throw .file(located(error))
            }
        }
    }

    /// Adds the place to an error.
    func located(_ error: ParquetError) -> ParquetError {
        error.at(rowGroup: group, column: column.name, page: pageOffset)
    }

    private func batch(_ count: Int, validity: UnsafePointer<UInt8>) -> ColumnBatch {
        ColumnBatch(
            slots: UnsafePointer(storage.slots), validity: validity, base: values.base, origin: row,
            count: count, type: column.type)
    }

    private mutating func decodeBatch() throws(ParquetError) -> ColumnBatch {
        if decodedLevels.isEmpty {
            let count = min(rowsInPage, ColumnBatch.capacity)
            presentAhead = try levels.decode(count, into: storage.levels, storage.words)
            decodedLevels = 0..<count
            rowsInPage -= count
        }
        let validity = UnsafePointer(storage.levels + decodedLevels.lowerBound)
        var count = decodedLevels.count
        var present = presentAhead
        if present > 0 {
            present = try values.decode(
                presentAhead, into: storage.slots, storage.words, dictionary, room.beside(pageBytes))
            if present < presentAhead { count = Self.rows(of: present, validity) }
            if present < count { spread(present, over: count, validity) }
        }
        presentAhead -= present
        decodedLevels.removeFirst(count)
        if checksEnds, rowsInPage == 0, decodedLevels.isEmpty { try values.checkEnd() }
        let batch = batch(count, validity: validity)
        row += count
        return batch
    }

    /// The rows up to the last one of some values.
    private static func rows(of present: Int, _ validity: UnsafePointer<UInt8>) -> Int {
        var (count, left) = (0, present)
        while left > 0 {
            left -= Int(validity[count])
            count += 1
        }
        return count
    }

    /// Moves values to the slots of their rows, from the last one on so that none is overwritten.
    private func spread(_ present: Int, over count: Int, _ validity: UnsafePointer<UInt8>) {
        var value = present
        var row = count
        while value < row {
            row -= 1
            guard validity[row] != 0 else { continue }
            value -= 1
            storage.slots[row] = storage.slots[value]
        }
    }
}

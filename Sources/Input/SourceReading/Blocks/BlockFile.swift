/// A source that is no file: rows that are made, while it is read, of what a node answers about a range of blocks.
///
/// Its size is its number of blocks. Its rows are lines of CSV in the columns of ``BlockColumns``.
package protocol BlockFile: SourceFile {
    /// Opens the rows from a block on.
    ///
    /// - Parameter block: counted from the first of the range, from 0.
    func rows(from block: UInt64) throws(SourceError) -> any BlockRows
}

extension BlockFile {
    /// Nothing is stored, so nothing can be read but rows.
    package func readSome(
        at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>
    ) throws(SourceError) -> Int {
        throw SourceError(path, .contentChanged)
    }

    /// Every answer of the node is compared with the range.
    package func checkUnchanged() throws(SourceError) {}
}

/// The rows of a range of blocks, in the order of blocks and of logs in them.
package protocol BlockRows: AnyObject {
    /// Fills a piece with the rows that come next. May block.
    ///
    /// - Parameter pass: called between two requests; throws to end the reading.
    /// - Returns: false after the last row, once the node still has the range's last block.
    func next(
        into piece: inout BlockPiece, _ pass: () throws(SourceError) -> Void
    ) throws(SourceError) -> Bool
}

/// The columns of the rows of blocks: those of ethereum-etl's streams of transfers.
package enum BlockColumns {
    /// The names, in their order.
    package static let names = [
        "token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_number",
        "block_timestamp", "block_hash",
    ]
}

/// Some consecutive logs of a range of blocks, as lines of CSV without line ends.
package struct BlockPiece {
    /// A log of the piece.
    struct Entry {
        /// The block, counted from the first of the range.
        let block: UInt64
        /// The log's place among the logs that the node gave of its block.
        let place: UInt64
        /// Where its line ends. A log that is no row has none.
        let end: Int
        let isRow: Bool
    }

    /// The lines, without anything between them.
    package var text: [UInt8] = []
    private(set) var entries: [Entry] = []

    package init() {}

    /// The number of logs.
    package var count: Int { entries.count }

    /// Starts anew; the memory stays.
    package mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    /// Ends the line that was appended to the text.
    package mutating func endRow(block: UInt64, place: UInt64) {
        entries.append(Entry(block: block, place: place, end: text.count, isRow: true))
    }

    /// Counts a log that is no row.
    package mutating func skip(block: UInt64, place: UInt64) {
        entries.append(Entry(block: block, place: place, end: text.count, isRow: false))
    }
}

package import ETLModels

/// A source that is no file: rows that are made, while it is read, of what a node answers about a chain.
///
/// Its size is its number of units: blocks, or contracts. Its rows are lines of CSV.
package protocol ChainFile: SourceFile {
    /// The kind of its rows.
    var kind: RecordKind { get }
    /// The columns of its rows, in their order.
    var columns: [String] { get }

    /// Opens the rows from a unit on.
    ///
    /// - Parameter unit: its number, from 0.
    func rows(from unit: UInt64) throws(SourceError) -> any ChainRows
}

extension ChainFile {
    /// Nothing is stored, so nothing can be read but rows.
    package func readSome(
        at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>
    ) throws(SourceError) -> Int {
        throw SourceError(path, .contentChanged)
    }

    /// Every answer of the node is compared with what the source's name says of the chain.
    package func checkUnchanged() throws(SourceError) {}
}

/// The rows of a source, in the order of its units.
package protocol ChainRows: AnyObject {
    /// Fills a piece with the rows that come next. May block.
    ///
    /// - Parameter pass: called between two requests; throws to end the reading.
    /// - Returns: false after the last row, once the node still has the block that the source's name says.
    func next(
        into piece: inout ChainPiece, _ pass: () throws(SourceError) -> Void
    ) throws(SourceError) -> Bool
}

/// Some consecutive records of a source, as lines of CSV without line ends.
package struct ChainPiece {
    /// A record of the piece.
    struct Entry {
        /// The number of the unit that it is of, from 0.
        let unit: UInt64
        /// Its place among the records that the node gave of the unit.
        let place: UInt64
        /// Where its line ends. A record that is no row has none.
        let end: Int
        let isRow: Bool
    }

    /// The lines, without anything between them.
    package var text: [UInt8] = []
    private(set) var entries: [Entry] = []

    package init() {}

    /// The number of records.
    package var count: Int { entries.count }

    /// The lines of its rows.
    package var lines: [String] {
        var begin = 0
        return entries.compactMap { entry in
            defer { begin = entry.end }
            return entry.isRow ? String(decoding: text[begin..<entry.end], as: UTF8.self) : nil
        }
    }

    /// Starts anew; the memory stays.
    package mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    /// Ends the line that was appended to the text.
    package mutating func endRow(unit: UInt64, place: UInt64) {
        entries.append(Entry(unit: unit, place: place, end: text.count, isRow: true))
    }

    /// Counts a record that is no row.
    package mutating func skip(unit: UInt64, place: UInt64) {
        entries.append(Entry(unit: unit, place: place, end: text.count, isRow: false))
    }
}

package import DisplayText

extension CoverageReport {
    /// Blocks that are neither loaded nor scanned.
    package struct Gap: Sendable, Encodable {
        package let from: Int64
        /// Nil for the end of the chain, wherever it is.
        @Nullable package var to: Int64?
        @Nullable package var blocks: Int64?
        /// The ids of the sources that have records on both sides.
        package let within: [String]
        /// The ids of the sources whose names declare some of these blocks.
        package let declaredBy: [String]

        /// - Parameter isOpen: whether it goes on behind its last block.
        init(_ range: BlockRange, isOpen: Bool, _ sources: [SourceBlocks]) {
            from = range.first
            to = isOpen ? nil : range.last
            blocks = isOpen ? nil : range.count
            within = isOpen ? [] : sources.filter { $0.passesOver(range) }.map { "\($0.id)" }
            declaredBy = sources.filter { $0.declared?.intersection(range) != nil }.map { "\($0.id)" }
        }
    }

    /// A source, and the blocks that it declares and reaches.
    package struct Source: Sendable, Encodable {
        package let sourceId: String
        package let uri: String
        /// `complete`, `in progress` or `retired`.
        package let state: String
        @Nullable package var declaredFrom: Int64?
        @Nullable package var declaredTo: Int64?
        @Nullable package var leastBlock: Int64?
        @Nullable package var greatestBlock: Int64?
        /// Records that are stored, by this source or by others.
        package let stored: Int
        package let rejected: Int
        package let batchesWithoutBlocks: Int
        /// Whether all of the declared blocks were read and loaded.
        package let isScanned: Bool

        init(_ source: SourceBlocks) {
            sourceId = "\(source.id)"
            uri = source.uri
            state = source.isComplete ? "complete" : source.isRetired ? "retired" : "in progress"
            declaredFrom = source.declared?.first
            declaredTo = source.declared?.last
            leastBlock = source.reached?.first
            greatestBlock = source.reached?.last
            stored = source.stored
            rejected = source.rejected
            batchesWithoutBlocks = source.batchesWithoutBlocks
            isScanned = source.isScanned
        }
    }
}

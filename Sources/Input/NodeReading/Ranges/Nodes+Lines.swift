package import SourceDescriptions
package import SourceReading

extension Nodes {
    /// The rows of a range, as lines of CSV in the columns of ethereum-etl's streams. Calls block.
    package func lines(
        of range: NodeRange, verifying verification: RangeVerification? = nil
    ) throws(SourceError) -> [String] {
        guard let file = try open(range.uri, verifying: verification) as? any ChainFile else {
            throw SourceError(range.uri, .node(.unknown))
        }
        let rows = try file.rows(from: 0)
        var piece = ChainPiece()
        var lines: [String] = []
        while try rows.next(into: &piece, { () throws(SourceError) in }) { lines += piece.lines }
        return lines
    }
}

import ETLModels
import Ledger
package import NodeReading
package import Postgres
import RecordBlocks
import SourceDescriptions

extension NodeRequest {
    /// The blocks whose transfers are looked at together.
    static let blocksAtOnce: UInt64 = 1000

    /// The sources that a run loads: the wanted blocks, or the tokens that their transfers name.
    ///
    /// - Parameter tokens: whether those of the tokens are meant, whose blocks are loaded.
    package func names(
        ofTokens tokens: Bool, at head: NodeHead, on connection: PostgresConnection
    ) async throws -> [String] {
        guard tokens else { return try await sources(at: head, on: connection).map(\.uri) }
        guard let wanted = blocks(at: head) else { return [] }
        var open = try await openTokens(at: head, on: connection).map(\.tokens)
        for first in stride(from: wanted.lowerBound, through: wanted.upperBound, by: Int(Self.blocksAtOnce)) {
            try Task.checkCancellation()
            let last = min(first + (Self.blocksAtOnce - 1), wanted.upperBound)
            open += try await missingTokens(in: first...last, besides: open, at: head, on: connection)
        }
        return open.map(\.uri)
    }

    /// Sources for the contracts that transfers in some blocks name, and neither `tokens` nor other sources have.
    func missingTokens(
        in blocks: ClosedRange<UInt64>, besides open: [NodeTokens], at head: NodeHead,
        on connection: PostgresConnection
    ) async throws -> [NodeTokens] {
        let range = Int64(clamping: blocks.lowerBound)...Int64(clamping: blocks.upperBound)
        return tokens(try await MissingTokens.addresses(in: range, on: connection), besides: open, at: head)
    }

    /// Sources for contracts that other sources have not.
    func tokens(_ contracts: [String], besides open: [NodeTokens], at head: NodeHead) -> [NodeTokens] {
        TokenPlan.groups(of: contracts, besides: Set(open.flatMap(\.addresses))).compactMap { addresses in
            NodeTokens(
                node: node, confirmations: confirmations, chain: head.chain, genesis: head.genesis,
                block: head.finalized, blockHash: head.finalizedHash, addresses: addresses)
        }
    }

    /// The sources of the chain's tokens in the ledger that are not loaded, under this node's name.
    ///
    /// - Parameter least: the least number of a source: those before it are known to be loaded.
    func openTokens(
        from least: Int = 0, at head: NodeHead, on connection: PostgresConnection
    ) async throws -> [(number: Int, tokens: NodeTokens, isSubmitted: Bool)] {
        let part = "/\(head.chain)/\(head.genesis)/"
        return try await SourceTable.unfinished(
            NodeTokens.scheme, with: part, from: least, on: connection
        ).compactMap { source in
            guard let tokens = NodeTokens(source.uri),
                let served = NodeTokens(
                    node: node, confirmations: confirmations, chain: tokens.chain, genesis: tokens.genesis,
                    block: tokens.block, blockHash: tokens.blockHash, addresses: tokens.addresses)
            else { return nil }
            return (source.number, served, source.isSubmitted)
        }
    }
}

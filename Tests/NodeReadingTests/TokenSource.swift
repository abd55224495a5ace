import Blocking
import ETLModels
import NodeReading
import SourceDescriptions
import SourceReading
import TestSupport
import Testing

/// Tokens of a test chain as a source, and everything that its reader gives.
struct TokenSource: Sendable {
    let source: NodeTokens
    let nodes: Nodes

    /// - Parameter block: nil for the final one.
    init(
        _ chain: TestChain, _ addresses: [String], at servers: [FileServer], block: UInt64? = nil
    ) throws {
        let number = try #require(ChainID(chain.number))
        let block = try #require(chain.blocks.first { $0.number == block ?? chain.finalized })
        source = try #require(
            NodeTokens(
                node: "test", chain: number, genesis: String(chain.blocks[0].hash.dropFirst(2)),
                block: block.number, blockHash: String(block.hash.dropFirst(2)), addresses: addresses))
        nodes = Nodes(try NodeList(servers.map { "test=\($0.origin)/key" }))
    }

    /// Reads the source from a position to its end, or to the first error.
    func read(from position: SourcePosition = .start, recordsPerBatch: Int = 500) async throws -> NodeSource.Reading {
        try await blockingCall {
            let description = try SourceInspection(path: source.uri, opener: nodes).description(for: .tokens)
            return try NodeSource.Reading(
                source.uri, .tokens, description, nodes, from: position, recordsPerBatch)
        }
    }
}

import Blocking
import ETLModels
import Ledger
package import NodeReading
package import Postgres
package import SourceDescriptions

/// The blocks of a node that are to be loaded.
package struct NodeRequest: Sendable {
    package let nodes: Nodes
    /// The node's name.
    package let node: String
    package let first: UInt64
    /// Nil for the final block.
    package let last: UInt64?
    package let plan: BlockPlan
    /// Whether the tokens are asked for that transfers of the blocks name.
    package let wantsTokens: Bool
    /// The blocks above one that counts as final; nil if the node must name the final block.
    package let confirmations: UInt64?

    package init(
        nodes: Nodes, node: String, first: UInt64, last: UInt64?, plan: BlockPlan, wantsTokens: Bool = false,
        confirmations: UInt64? = nil
    ) {
        self.nodes = nodes
        self.node = node
        self.first = first
        self.last = last
        self.plan = plan
        self.wantsTokens = wantsTokens
        self.confirmations = confirmations
    }

    /// Asks where the chain stands.
    package func head() async throws -> NodeHead {
        try await blockingCall { [nodes, node, confirmations] in
            try nodes.head(of: node, confirmations: confirmations)
        }
    }

    /// The final blocks among those wanted; nil if none is final yet.
    package func blocks(at head: NodeHead) -> ClosedRange<UInt64>? {
        let last = min(last ?? .max, head.finalized)
        return first <= last ? first...last : nil
    }

    /// The sources that hold the wanted final blocks: those in the ledger, and new ones for the blocks that they lack.
    package func sources(at head: NodeHead, on connection: PostgresConnection) async throws -> [NodeRange] {
        guard let wanted = blocks(at: head) else { return [] }
        var known = KnownRanges(self, keepsNames: true)
        try await known.look(at: head, on: connection)
        let new = try await name(plan.missing(in: wanted, besides: known.covered), at: head)
        return (known.ranges.filter { $0.blocks.overlaps(wanted) } + new).sorted {
            $0.blocks.lowerBound < $1.blocks.lowerBound
        }
    }

    /// Names ranges; asks for the hash of each one's last block.
    package func name(_ ranges: [ClosedRange<UInt64>], at head: NodeHead) async throws -> [NodeRange] {
        try await blockingCall { try head.name(ranges) }
    }
}

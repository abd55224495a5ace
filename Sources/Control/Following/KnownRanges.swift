import ETLModels
import Ledger
import NodeReading
import Postgres
import SourceDescriptions

/// The ranges of a chain in the ledger, under the name of one node. After the first look, a look reads what may have changed.
struct KnownRanges {
    private struct Known: Hashable {
        /// The range as this node serves it.
        let range: NodeRange
        let state: SubmittedRange
        /// Whether the node has not named its end as final.
        let isUnproven: Bool
    }

    private let request: NodeRequest
    /// Those that count as submitted, by their numbers.
    private var known: [Int: Known] = [:]
    /// The highest number of any range, removed ones too.
    private var highest = 0
    /// The removed ranges, which may come back.
    private var removed: Set<Int> = []

    /// The blocks that ranges cover, and those of complete ones: joined, in order.
    private(set) var covered: [ClosedRange<UInt64>] = []
    private(set) var complete: [ClosedRange<UInt64>] = []

    init(_ request: NodeRequest) {
        self.request = request
    }

    /// The ranges.
    var ranges: [NodeRange] { known.values.map(\.range) }

    /// The ranges whose jobs the broker may not have: a crash may have come between the entry in the ledger and the job.
    var lost: [NodeRange] { known.values.filter { !$0.state.isSubmitted }.map(\.range) }

    /// The number of ranges that are not complete.
    var open: Int { known.values.count { !$0.state.isComplete } }

    /// The ranges whose end was final by its confirmations alone, the newest blocks first: a long reorganisation may abandon them.
    var unproven: [(id: SourceID, range: NodeRange)] {
        known.values.filter(\.isUnproven).map { ($0.state.id, $0.range) }
            .sorted { $0.range.blocks.upperBound > $1.range.blocks.upperBound }
    }

    /// Reads the ledger.
    mutating func look(at head: NodeHead, on connection: PostgresConnection) async throws {
        let open = known.filter { !$0.value.state.isComplete }.map(\.key)
        let found = try await SourceTable.ranges(
            NodeRange.scheme, with: "/\(head.chain)/\(head.genesis)/",
            besides: SeenRanges(highest: highest, open: open + removed), on: connection)
        let before = known
        for state in found { note(state) }
        guard known != before else { return }
        covered = BlockPlan.joined(known.values.map(\.range.blocks))
        complete = BlockPlan.joined(known.values.filter(\.state.isComplete).map(\.range.blocks))
    }

    private mutating func note(_ state: SubmittedRange) {
        highest = max(highest, state.number)
        guard !state.isRemoved else {
            known[state.number] = nil
            removed.insert(state.number)
            return
        }
        removed.remove(state.number)
        guard let range = NodeRange(state.uri), let served = range.served(as: request) else { return }
        known[state.number] = Known(range: served, state: state, isUnproven: range.confirmations != nil)
    }
}

extension NodeRange {
    /// The same blocks from the node of a request.
    fileprivate func served(as request: NodeRequest) -> NodeRange? {
        NodeRange(
            node: request.node, confirmations: request.confirmations, chain: chain, genesis: genesis, blocks: blocks,
            lastHash: lastHash)
    }
}

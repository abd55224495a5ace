import ETLModels
import Ledger
import NodeReading
import Postgres
import SourceDescriptions

/// The ranges of a chain in the ledger, under the name of one node. After the first look, a look reads what may have changed.
///
/// Of most, only the blocks are kept: a chain that is followed for a year has a hundred thousand ranges.
struct KnownRanges {
    fileprivate struct Known: Hashable {
        /// The range as this node serves it.
        let range: NodeRange
        let state: SubmittedRange
        /// Whether the node has not named its end as final.
        let isUnproven: Bool

        /// Whether nothing more has to be known of it than its blocks.
        var isSettled: Bool { state.isComplete && !isUnproven }
    }

    private let request: NodeRequest
    private let keepsNames: Bool
    /// The blocks of those of which no more has to be known, by their numbers.
    private var settled: [Int: ClosedRange<UInt64>] = [:]
    /// All others that count as submitted.
    private var known: [Int: Known] = [:]
    /// The highest number of any range, removed ones too.
    private var highest = 0
    /// The removed ranges, which may come back.
    private var removed: Set<Int> = []
    private var hasChanged = false

    /// The blocks that ranges cover, and those of complete ones: joined, in order.
    private(set) var covered: [ClosedRange<UInt64>] = []
    private(set) var complete: [ClosedRange<UInt64>] = []

    /// The most ranges that are kept because a long reorganisation may abandon them: those of the newest blocks.
    static let mostUnproven = 20_000

    /// - Parameter keepsNames: whether all ranges are wanted, and not only their blocks.
    init(_ request: NodeRequest, keepsNames: Bool = false) {
        self.request = request
        self.keepsNames = keepsNames
    }

    /// The ranges whose names are kept.
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
        for state in found { note(state, of: head) }
        guard hasChanged else { return }
        hasChanged = false
        settleOldest()
        complete = BlockPlan.joined(
            Array(settled.values) + known.values.filter(\.state.isComplete).map(\.range.blocks))
        covered = BlockPlan.joined(complete + known.values.filter { !$0.state.isComplete }.map(\.range.blocks))
    }

    private mutating func note(_ state: SubmittedRange, of head: NodeHead) {
        highest = max(highest, state.number)
        if state.isRemoved { removed.insert(state.number) } else { removed.remove(state.number) }
        let new = state.isRemoved ? nil : NodeRange(state.uri).flatMap { Known($0, state, request, head) }
        guard let new, new.isSettled, !keepsNames else {
            hasChanged = hasChanged || known[state.number] != new || settled[state.number] != nil
            settled[state.number] = nil
            known[state.number] = new
            return
        }
        hasChanged = hasChanged || settled[state.number] != new.range.blocks
        known[state.number] = nil
        settled[state.number] = new.range.blocks
    }

    /// Keeps only the blocks of unproven ranges that are far below the others.
    private mutating func settleOldest() {
        let unproven = known.filter { $0.value.isUnproven && $0.value.state.isComplete }
        // Not one at a time: they have to be sorted.
        guard !keepsNames, unproven.count > Self.mostUnproven + Self.mostUnproven / 10 else { return }
        let sorted = unproven.sorted { $0.value.range.blocks.upperBound > $1.value.range.blocks.upperBound }
        for (number, range) in sorted.dropFirst(Self.mostUnproven) {
            known[number] = nil
            settled[number] = range.range.blocks
        }
    }
}

extension KnownRanges.Known {
    /// The same blocks from the node of a request; nil if they cannot be a source there.
    fileprivate init?(_ range: NodeRange, _ state: SubmittedRange, _ request: NodeRequest, _ head: NodeHead) {
        // The head's texts: all ranges share them.
        guard
            let served = NodeRange(
                node: request.node, confirmations: request.confirmations, chain: head.chain, genesis: head.genesis,
                blocks: range.blocks, lastHash: range.lastHash)
        else { return nil }
        self.range = served
        self.state = state.withoutName
        isUnproven = range.confirmations != nil
    }
}

extension SubmittedRange {
    /// The same, if its range is known.
    fileprivate var withoutName: SubmittedRange {
        SubmittedRange(
            number: number, id: id, uri: "", isComplete: isComplete, isSubmitted: isSubmitted, isRemoved: isRemoved)
    }
}

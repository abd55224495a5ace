import ETLModels
import Ledger
import NodeReading
import Postgres
import RecordBlocks
import SourceDescriptions

/// Goes through the blocks that are loaded, and finds the contracts of their transfers that `tokens` lacks.
///
/// The ledger has its place, from which a new look goes on, and the contracts that are asked for already.
struct TokenLook {
    /// What is to be submitted.
    struct Found {
        var sources: [NodeTokens] = []
        /// The number of contracts among them that were in no source before.
        var new = 0
        /// Whether all tokens up to the last loaded block are in the database.
        var isAll = false
        /// Whether there are more blocks to look at now.
        var hasMore = false

        fileprivate mutating func add(_ new: [NodeTokens]) {
            sources += new
            self.new += new.reduce(0) { $0 + $1.addresses.count }
        }
    }

    private let request: NodeRequest
    /// The blocks whose transfers were looked at; nil before the ledger was asked.
    private var looked: Range<UInt64>?
    /// The least number that a source of tokens has which is not loaded.
    private var leastOpen = 0
    /// The contracts of sources that were not loaded at the last look, or that it has found.
    private var asked: Set<String> = []

    /// The sources that may wait: a full node answers for a block only for minutes after it was final.
    private static let mostOpen = 50
    /// The age, in blocks, from which on a source that is not loaded counts as one that waits for an operator.
    private static let longestWait: UInt64 = 300

    init(_ request: NodeRequest) {
        self.request = request
    }

    /// The first block whose transfers were not looked at; nil before the ledger was asked.
    var place: UInt64? { looked?.upperBound }

    /// Notes its place in the ledger, once everything that it has found is submitted.
    func note(at head: NodeHead, on connection: PostgresConnection) async throws {
        if let looked, !looked.isEmpty { try await TokenLooks.note(looked, of: head.genesis, on: connection) }
    }

    /// Asks the ledger for the place, the first time.
    private mutating func begin(at head: NodeHead, on connection: PostgresConnection) async throws -> Range<UInt64> {
        if let looked { return looked }
        let noted = try await TokenLooks.blocks(of: head.genesis, on: connection)
        let isOfUse = noted.map { $0.lowerBound <= request.first && request.first <= $0.upperBound } == true
        let begin = (isOfUse ? noted : nil) ?? request.first..<request.first
        looked = begin
        return begin
    }

    /// Looks at the transfers of some more blocks.
    ///
    /// - Parameter loaded: the block up to which all wanted blocks are loaded; nil if the first is not.
    mutating func go(
        to loaded: UInt64?, at head: NodeHead, on connection: PostgresConnection
    ) async throws -> Found {
        var looked = try await begin(at: head, on: connection)
        let highest = try await SourceTable.highestNumber(on: connection)
        let open = try await request.openTokens(from: leastOpen, at: head, on: connection)
        leastOpen = open.map(\.number).min() ?? highest + 1
        var found = Found()
        // A crash may have come between the entry in the ledger and the job.
        found.sources = open.filter { !$0.isSubmitted }.map(\.tokens)
        let again = try await givenUp(since: open.map(\.tokens), at: head, on: connection)
        found.add(again)
        let waiting = open.count { $0.tokens.block + Self.longestWait >= head.finalized }
        let next = looked.upperBound
        guard let loaded, next <= loaded else {
            found.isAll = open.isEmpty && again.isEmpty && next > loaded ?? .max
            return found
        }
        guard waiting < Self.mostOpen else { return found }
        // Without the key, every look would read the whole table: the end of the phase is waited for.
        if try await BulkPhase.lacksKey(.tokenTransfers, on: connection) { return found }
        let last = min(loaded, next + (NodeRequest.blocksAtOnce - 1))
        let missing = try await request.missingTokens(
            in: next...last, besides: open.map(\.tokens) + again, at: head, on: connection)
        found.add(missing)
        asked.formUnion(missing.flatMap(\.addresses))
        looked = looked.lowerBound..<last + 1
        self.looked = looked
        found.hasMore = last < loaded
        return found
    }

    /// Sources for the contracts of those that an operator has given up since the last look: they are asked for at a newer block.
    private mutating func givenUp(
        since open: [NodeTokens], at head: NodeHead, on connection: PostgresConnection
    ) async throws -> [NodeTokens] {
        let now = Set(open.flatMap(\.addresses))
        let gone = asked.subtracting(now)
        asked = now
        guard !gone.isEmpty else { return [] }
        let again = request.tokens(
            try await MissingTokens.addresses(among: gone.sorted(), on: connection), besides: open, at: head)
        asked.formUnion(again.flatMap(\.addresses))
        return again
    }
}

import Blocking
import ETLModels
import Ledger
import NodeReading
import Postgres
import RecordBlocks
package import ServerAccess
package import SourceDescriptions
import SourceReading

/// Holds the stored transfers of final blocks against a node, and changes nothing.
package struct Verification: Sendable {
    /// What was found.
    package struct Report: Sendable, Hashable {
        /// The blocks that were to be compared; nil if none of them is final yet.
        package var blocks: ClosedRange<UInt64>?
        /// The number of blocks that were compared.
        package var compared: UInt64 = 0
        /// The number of transfers of the chain in them.
        package var transfers = 0
        /// The blocks that differ, in their order.
        package var differences: [BlockDifference] = []
    }

    private let request: NodeRequest
    private let servers: ServerRequest
    /// The number of ranges to compare; nil for all.
    private let sample: Int?
    private let verification: RangeVerification?
    private let onProgress: @Sendable (Report) -> Void

    /// - Parameters:
    ///   - request: the blocks. They are compared in the ranges of its plan.
    ///   - sample: so many ranges, chosen at random, are compared; nil for all.
    ///   - verification: how the node's transfers are verified.
    ///   - onProgress: called in order after each range.
    package init(
        _ request: NodeRequest, servers: ServerRequest, sample: Int?, verifying verification: RangeVerification? = nil,
        onProgress: @escaping @Sendable (Report) -> Void
    ) {
        self.request = request
        self.servers = servers
        self.sample = sample
        self.verification = verification
        self.onProgress = onProgress
    }

    /// Compares the blocks.
    ///
    /// - Throws: if the node or the database fails, or the database is of another chain.
    package func perform() async throws -> Report {
        let head = try await request.head()
        return try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await compare(at: head, on: connection)
        }
    }

    /// The same on a connection to a migrated database.
    func compare(at head: NodeHead, on connection: PostgresConnection) async throws -> Report {
        let chain = try await ChainTable.chain(on: connection)
        guard chain == head.chain else {
            throw FollowError(description: "\(request.node): \(NodeFault.otherChain(head.chain, database: chain).what)")
        }
        if try await BulkPhase.lacksKey(.tokenTransfers, on: connection) {
            throw FollowError(
                description:
                    "token_transfers has no key in its bulk phase, and may have transfers twice: end it first with `etl bulk finish`"
            )
        }
        var report = Report(blocks: request.blocks(at: head))
        guard let wanted = report.blocks else { return report }
        for blocks in chosen(request.plan.missing(in: wanted, besides: [])) {
            try Task.checkCancellation()
            let lines = try await self.lines(of: blocks, at: head)
            let stored = try await StoredTransfers.lines(
                of: Int64(clamping: blocks.lowerBound)...Int64(clamping: blocks.upperBound), on: connection)
            report.compared += UInt64(blocks.count)
            report.transfers += lines.count
            report.differences += BlockComparison.differences(stored: stored, chain: lines)
            onProgress(report)
        }
        return report
    }

    private func chosen(_ ranges: [ClosedRange<UInt64>]) -> [ClosedRange<UInt64>] {
        guard let sample, sample < ranges.count else { return ranges }
        return ranges.shuffled().prefix(sample).sorted { $0.lowerBound < $1.lowerBound }
    }

    /// The transfers of some blocks, as an extractor reads them, with all of its checks.
    private func lines(of blocks: ClosedRange<UInt64>, at head: NodeHead) async throws -> [String] {
        let ranges = try await request.name([blocks], at: head)
        return try await blockingCall { [nodes = request.nodes, verification] in
            try ranges.flatMap { try nodes.lines(of: $0, verifying: verification) }
        }
    }
}

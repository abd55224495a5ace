import Blocking
import Downloads
import ETLModels
import NodeReading
import SourceDescriptions
import SourceReading
import TestSupport
import Testing

/// A range of a test chain as a source, and everything that its reader gives.
struct NodeSource: Sendable {
    let range: NodeRange
    let nodes: Nodes

    /// How the rows are verified.
    var verification: RangeVerification?

    /// The whole output of a reader.
    struct Reading: Sendable {
        var batches: [[UInt8]] = []
        var cuts: [CutBatch] = []
        var rows: [String] = []
        var skipped = 0
        var error: SourceError?
    }

    init(
        _ chain: TestChain, _ blocks: ClosedRange<UInt64>, at servers: [FileServer], hash: String? = nil,
        confirmations: UInt64? = nil, observer: @escaping @Sendable (NodeNotice) -> Void = { _ in }
    ) throws {
        try self.init(
            chain, blocks, nodes: servers.map { "test=\($0.origin)/key" }, hash: hash, confirmations: confirmations,
            observer: observer)
    }

    init(_ chain: TestChain, _ blocks: ClosedRange<UInt64>, at url: String) throws {
        try self.init(chain, blocks, nodes: ["test=\(url)"], hash: nil)
    }

    private init(
        _ chain: TestChain, _ blocks: ClosedRange<UInt64>, nodes entries: [String], hash: String?,
        confirmations: UInt64? = nil, observer: @escaping @Sendable (NodeNotice) -> Void = { _ in }
    ) throws {
        let number = try #require(ChainID(chain.number))
        let last = try #require(chain.blocks.first { $0.number == blocks.upperBound })
        range = try #require(
            NodeRange(
                node: "test", confirmations: confirmations, chain: number,
                genesis: String(chain.blocks[0].hash.dropFirst(2)),
                blocks: blocks, lastHash: String((hash ?? last.hash).dropFirst(2))))
        nodes = Nodes(try NodeList(entries), observer: observer)
    }

    /// A range of a chain with true hashes.
    init(
        _ chain: ProvenChain, _ blocks: ClosedRange<UInt64>, verifying verification: RangeVerification?,
        at servers: [FileServer]
    ) throws {
        let last = try #require(chain.blocks.first { $0.number == blocks.upperBound })
        range = try #require(
            NodeRange(
                node: "test", chain: .ethereum, genesis: String(chain.blocks[0].hash.dropFirst(2)), blocks: blocks,
                lastHash: String(last.hash.dropFirst(2))))
        nodes = Nodes(try NodeList(servers.map { "test=\($0.origin)/key" }))
        self.verification = verification
    }

    var description: SourceDescription {
        get throws { try SourceInspection(path: range.uri, opener: nodes).description(for: .tokenTransfers) }
    }

    /// Reads the range from a position to its end, or to the first error.
    func read(from position: SourcePosition = .start, recordsPerBatch: Int = 7) async throws -> Reading {
        try await blockingCall { try readNow(from: position, recordsPerBatch) }
    }

    private func readNow(from position: SourcePosition, _ recordsPerBatch: Int) throws -> Reading {
        let opener = SourcePlaces(nodes: nodes).verifying(verification)
        return try Reading(range.uri, .tokenTransfers, try description, opener, from: position, recordsPerBatch)
    }
}

extension NodeSource.Reading {
    /// Reads a source from a position to its end, or to the first error.
    init(
        _ uri: String, _ kind: RecordKind, _ source: SourceDescription, _ opener: any SourceOpener,
        from position: SourcePosition, _ recordsPerBatch: Int
    ) throws {
        let limits = BatchLimits(records: recordsPerBatch)
        do {
            var reader = try SourceReader(
                path: uri, opener: opener, source: source, from: position, kind: kind, limits: limits)
            var builder = RawBatchBuilder(kind: kind, layout: source.layout, limits: limits)
            while let cut = try reader.nextBatch(into: &builder) {
                let id = BatchID(source: SourceID(words: (1, 2)), sequence: 0)
                let bytes = builder.finish(id: id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
                cuts.append(cut)
                batches.append(bytes)
                var records = try RawBatch(bytes.span.bytes).records()
                while let record = try records.next() {
                    if record.defect == nil {
                        rows.append(record.text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                    } else {
                        skipped += 1
                    }
                }
            }
        } catch let error as SourceError {
            self.error = error
        }
    }
}

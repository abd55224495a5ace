import Blocking
import ETLModels
import NodeReading
import SourceDescriptions
import Synchronization
import TestSupport
import Testing

@testable import Following

/// Looks at ranges that a long reorganisation may have abandoned.
@Suite(.timeLimit(.minutes(2))) struct HistoryLookTests {
    private typealias Ranges = [(id: SourceID, range: NodeRange)]

    /// A chain without finality, of 110 blocks; those from one on, and single ones, are of another history.
    private static func chain(from block: UInt64 = 110, besides others: Set<UInt64> = []) -> TestChain {
        var chain = TestChain(count: 110)
        let other = TestChain(count: 110, seed: 2)
        for number in chain.blocks.indices where UInt64(number) >= block || others.contains(UInt64(number)) {
            chain.blocks[number] = other.blocks[number]
        }
        chain.number = 59_144
        chain.namesFinal = false
        return chain
    }

    /// A range for each of the first 100 blocks, the newest first.
    private static func ranges(of chain: TestChain) throws -> Ranges {
        let number = try #require(ChainID(chain.number))
        return try (0..<100).reversed().map { block in
            let hash = String(chain.blocks[block].hash.dropFirst(2))
            let range = try #require(
                NodeRange(
                    node: "dev", confirmations: 10, chain: number,
                    genesis: String(chain.blocks[0].hash.dropFirst(2)), blocks: UInt64(block)...UInt64(block),
                    lastHash: hash))
            return (SourceID(uri: "\(block)", size: 1, modified: 0), range)
        }
    }

    /// Looks so many times at what a chain serves, and returns the blocks that each look has found.
    private func look(
        _ times: Int, with look: inout HistoryLook, at chain: TestChain, _ ranges: Ranges
    ) async throws -> [[UInt64]] {
        var current = look
        var found: [[UInt64]] = []
        let calls = Mutex(0)
        try await NodeServer.with(chain) { _ in
            calls.withLock { $0 += 1 }
            return nil
        } _: { server in
            let nodes = Nodes(try NodeList(["dev=\(server.origin)"]))
            let head = try await blockingCall { try nodes.head(of: "dev", confirmations: 10) }
            for _ in 0..<times {
                let new = try await current.go(ranges, at: head)
                found.append(new.map(\.blocks.lowerBound))
            }
        }
        look = current
        return found
    }

    @Test func aLookIsShortAndAllRangesHaveTheirTurn() async throws {
        let chain = Self.chain()
        let ranges = try Self.ranges(of: chain)
        var state = HistoryLook()
        #expect(state.isDue)
        _ = try await look(12, with: &state, at: chain, ranges)
        #expect(!state.isThrough && !state.isDue)
        _ = try await look(1, with: &state, at: chain, ranges)
        #expect(state.isThrough && state.abandoned.isEmpty)
    }

    @Test func oneLookFindsAllThatALongReorganisationHasAbandoned() async throws {
        let ranges = try Self.ranges(of: Self.chain())
        var state = HistoryLook()
        let found = try await look(2, with: &state, at: Self.chain(from: 61), ranges)
        #expect(found == [Array(61...99), []])
        #expect(state.abandoned.count == 39)
        let one = try #require(state.abandoned.values.first { $0.blocks == 70...70 })
        #expect("0x\(one.hash)" == Self.chain().blocks[70].hash)
        #expect("0x\(one.hashNow)" == Self.chain(from: 61).blocks[70].hash)
    }

    @Test func aRangeFarBelowIsFoundInItsTurn() async throws {
        let ranges = try Self.ranges(of: Self.chain())
        var state = HistoryLook()
        let found = try await look(13, with: &state, at: Self.chain(besides: [5, 50]), ranges)
        #expect(found.flatMap(\.self).sorted() == [5, 50])
    }

    @Test func whatIsRemovedOrPartOfTheChainAgainIsNoLongerAbandoned() async throws {
        let all = try Self.ranges(of: Self.chain())
        var state = HistoryLook()
        _ = try await look(1, with: &state, at: Self.chain(from: 97), all)
        #expect(state.abandoned.values.map(\.blocks.lowerBound).sorted() == [97, 98, 99])
        _ = try await look(1, with: &state, at: Self.chain(from: 97), all.filter { $0.range.blocks != 98...98 })
        #expect(state.abandoned.values.map(\.blocks.lowerBound).sorted() == [97, 99])
        _ = try await look(1, with: &state, at: Self.chain(), all)
        #expect(state.abandoned.isEmpty)
    }
}

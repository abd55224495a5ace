import Foundation
import SourceReading
import TestSupport
import Testing

/// Nodes that cannot answer now, or never: the reading waits, or stops with a reason.
@Suite(.timeLimit(.minutes(3))) struct NodeStopTests {
    private static let chain = NodeFaultTests.chain
    private static let all = NodeFaultTests.all

    @Test func aNodeThatIsAskedTooOftenIsAskedLater() async throws {
        try await NodeFaultTests.expectExact(
            NodeFaultTests.first(2) { call, _ in
                var answer = NodeServer.answer("slow down", status: 429)
                answer.headers["Retry-After"] = "1"
                return answer
            })
    }

    @Test(arguments: [
        (502, "Bad Gateway"), (503, "no backend is currently healthy to serve traffic"), (504, ""),
    ]) func troubleOfABackendPasses(status: Int, text: String) async throws {
        try await NodeFaultTests.expectExact(
            NodeFaultTests.first(2) { _, _ in NodeServer.answer(text, status: status) })
    }

    @Test func aRangeBehindTheFinalBlockWaits() async throws {
        var chain = Self.chain
        chain.finalized = 58
        try await NodeServer.with(chain) { server in
            let error = try #require(try await NodeSource(chain, Self.all, at: [server]).read().error)
            #expect(error.mayPass)
            #expect("\(error)".contains("final block is 58"))
        }
    }

    @Test func blocksThatAreRemovedAreANamedStop() async throws {
        try await NodeServer.with(Self.chain) { call in
            call.method == "eth_getLogs" ? NodeServer.error(4444, "pruned history unavailable") : nil
        } _: { server in
            let error = try #require(try await NodeSource(Self.chain, Self.all, at: [server]).read().error)
            #expect(!error.mayPass)
            #expect("\(error)".contains("a node with their history"))
        }
    }

    @Test func anotherChainIsANamedStop() async throws {
        var other = Self.chain
        other.number = 5
        try await NodeServer.with(other) { server in
            let error = try #require(try await NodeSource(Self.chain, Self.all, at: [server]).read().error)
            #expect(!error.mayPass)
            #expect("\(error)".contains("the node is of chain 5, and the range of chain 1"))
        }
    }

    @Test func anotherHistoryIsANamedStop() async throws {
        let hash = "0x" + String(repeating: "a", count: 64)
        try await NodeServer.with(Self.chain) { server in
            let error = try #require(try await NodeSource(Self.chain, Self.all, at: [server], hash: hash).read().error)
            #expect(!error.mayPass)
            #expect("\(error)".contains("abandoned history"))
        }
    }

    @Test func aHistoryThatChangesMeanwhileIsNeverComplete() async throws {
        let headers = Counter()
        var other = Self.chain
        other.blocks[59].hash = "0x" + String(repeating: "b", count: 64)
        let changed = other.header(59)
        try await NodeServer.with(Self.chain) { call in
            // The block is first asked for to compare the chain, and then with the logs.
            guard call.tag == "0x3b", headers.next() >= 2 else { return nil }
            return NodeServer.result(changed)
        } _: { server in
            let reading = try await NodeSource(Self.chain, Self.all, at: [server]).read(recordsPerBatch: 50)
            #expect(reading.error != nil)
            #expect(reading.cuts.last?.isLast != true)
        }
    }

    @Test func theNextURLServesWhatTheFirstDoesNot() async throws {
        try await NodeServer.with(Self.chain) { call in
            call.method == "eth_getLogs" ? NodeServer.error(4444, "pruned history unavailable") : nil
        } _: { pruned in
            try await NodeServer.with(Self.chain) { whole in
                let reading = try await NodeSource(Self.chain, Self.all, at: [pruned, whole]).read()
                #expect(reading.error == nil)
                #expect(reading.rows == Self.chain.rows(Self.all))
            }
        }
    }

    @Test func aNameWithoutURLWaitsForTheSetting() async throws {
        let error = try #require(try await NodeSource(Self.chain, Self.all, at: []).read().error)
        #expect(error.mayPass)
        #expect("\(error)".contains("ETL_NODES"))
    }
}

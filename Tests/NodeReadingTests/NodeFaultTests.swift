import Foundation
import SourceReading
import TestSupport
import Testing

/// Nodes that lie, fail or have limits: the rows are exact, or there is a named error.
@Suite(.timeLimit(.minutes(3))) struct NodeFaultTests {
    static let chain = TestChain(count: 60)
    static let all: ClosedRange<UInt64> = 0...59

    /// A fault that an honest answer follows: only the first requests for logs have it.
    static func first(
        _ count: Int, _ fault: @escaping @Sendable (NodeServer.Call, FileServer.Answer) -> FileServer.Answer
    ) -> @Sendable (NodeServer.Call) -> FileServer.Answer? {
        let calls = Counter()
        return { call in
            guard call.method == "eth_getLogs", calls.next() < count else { return nil }
            return fault(call, NodeServer.honest(call, chain))
        }
    }

    static func expectExact(_ alter: @escaping @Sendable (NodeServer.Call) -> FileServer.Answer?) async throws {
        try await NodeServer.with(Self.chain, alter) { server in
            let reading = try await NodeSource(Self.chain, Self.all, at: [server]).read(recordsPerBatch: 50)
            #expect(reading.error == nil)
            #expect(reading.rows == Self.chain.rows(Self.all))
        }
    }

    // MARK: Too large

    private static let limits: [@Sendable (ClosedRange<UInt64>) -> FileServer.Answer] = [
        { blocks in
            NodeServer.error(
                -32602,
                "Log response size exceeded. Based on your parameters, this block range should work: [0x\(String(blocks.lowerBound, radix: 16)), 0x\(String(blocks.lowerBound + 6, radix: 16))]"
            )
        },
        { blocks in
            NodeServer.error(
                -32005, "query returned more than 10000 results",
                data:
                    "Try with this block range [0x\(String(blocks.lowerBound, radix: 16)), 0x\(String(blocks.lowerBound + 3, radix: 16))]."
            )
        },
        { blocks in
            NodeServer.error(
                -32602,
                "query exceeds max results 20000, retry with the range \(blocks.lowerBound)-\(blocks.lowerBound + 5)")
        },
        // The same range, a reversed one, and one that lies elsewhere.
        { blocks in
            NodeServer.error(-32602, "retry with the range \(blocks.lowerBound)-\(blocks.upperBound)")
        },
        { blocks in
            NodeServer.error(
                -32602, "query exceeds max results 1, retry with the range \(blocks.upperBound)-\(blocks.lowerBound)")
        },
        { _ in NodeServer.error(-32602, "query exceeds max results 1, retry with the range 900-901") },
        { _ in NodeServer.error(-32000, "eth_getLogs is limited to a 8 range") },
        { _ in NodeServer.error(-32600, "block range limited: range 60 exceeds limit of 8") },
        { _ in NodeServer.error(-32000, "exceed maximum block range: 8") },
        { _ in NodeServer.error(-32005, "limit exceeded") },
        { _ in NodeServer.error(-32000, "query timeout exceeded") },
        { _ in NodeServer.answer("<html>too large</html>", status: 413) },
        // A cut body, and one that never ends.
        { blocks in
            var answer = NodeServer.result("[" + Self.chain.logs(blocks).joined(separator: ","))
            answer.headers["Content-Length"] = "\(answer.body.count + 100)"
            answer.end = .close
            return answer
        },
        { blocks in NodeServer.result("[" + Self.chain.logs(blocks).dropLast().joined(separator: ",")) },
        { blocks in
            var answer = NodeServer.result("[]")
            answer.headers["Content-Length"] = "1000000"
            answer.end = .reset
            return answer
        },
    ]

    @Test(arguments: limits.indices) func asksForFewerBlocksWhereANodeHasLimits(number: Int) async throws {
        try await Self.expectExact { call in
            guard let blocks = call.blocks, blocks.count > 8 else { return nil }
            return Self.limits[number](blocks)
        }
    }

    @Test func aNamedLimitHoldsForAllRequestsThatFollow() async throws {
        let largest = Counter()
        try await Self.expectExact { call in
            guard let blocks = call.blocks else { return nil }
            if blocks.count > 8 { return NodeServer.error(-32000, "max range: 8") }
            largest.note(blocks.count)
            return nil
        }
        #expect(largest.value == 8)
    }

    @Test func aBlockThatIsTooLargeIsANamedError() async throws {
        try await NodeServer.with(Self.chain) { call in
            guard call.blocks?.contains(31) == true else { return nil }
            return NodeServer.error(-32005, "query returned more than 10000 results")
        } _: { server in
            let reading = try await NodeSource(Self.chain, Self.all, at: [server]).read(recordsPerBatch: 5)
            let error = try #require(reading.error)
            #expect("\(error)".contains("block 31 alone is too large"))
            #expect(!error.mayPass)
            // What is in front of it has been read.
            #expect(reading.rows == Array(Self.chain.rows(Self.all).prefix(reading.rows.count)))
            #expect(!reading.rows.isEmpty)
        }
    }

    // MARK: Wrong answers

    /// Each turns an honest answer with logs into a wrong one.
    private static let lies: [@Sendable (String) -> String] = [
        { $0.replacing(#""removed":false"#, with: #""removed":true"#) },
        { $0.replacing(/"blockHash":"0x[0-9a-f]+"/, with: #""blockHash":null"#, maxReplacements: 1) },
        { $0.replacing(/"logIndex":"0x[0-9a-f]+"/, with: #""logIndex":null"#, maxReplacements: 1) },
        { $0.replacing(/"logIndex":"0x0"/, with: #""logIndex":"0x2""#, maxReplacements: 1) },
        { $0.replacing(/"blockNumber":"0x[0-9a-f]+"/, with: #""blockNumber":"0x5000""#, maxReplacements: 1) },
        { $0.replacing(/"blockHash":"0x.{8}/, with: #""blockHash":"0xdeadbeef"#, maxReplacements: 1) },
        { $0.replacing("0xddf252ad", with: "0xc3d58168", maxReplacements: 1) },
        { $0.replacing(/"address":"0x.{8}/, with: #""address":"0x"#, maxReplacements: 1) },
        { $0.replacing(/"data":"0x[0-9a-f]+"/, with: #""data":"0xzz""#, maxReplacements: 1) },
        { _ in #"{"jsonrpc":"2.0","id":1,"result":null}"# },
        { _ in #"{"jsonrpc":"2.0","id":1,"result":[]}"# },
        { _ in #"{"jsonrpc":"2.0","id":1,"result":"0x"}"# },
        { _ in #"{"jsonrpc":"2.0","id":1}"# },
        { _ in #"[]"# },
        { _ in "upstream connect error" },
        { $0 + "x" },
        // A log twice.
        { text in
            guard let start = text.firstIndex(of: "["), let end = text.range(of: "},{")?.lowerBound else { return "" }
            return String(text[...start]) + text[text.index(after: start)...end] + ","
                + text[text.index(after: start)...]
        },
    ]

    @Test(arguments: lies.indices) func aWrongAnswerIsAskedAgain(number: Int) async throws {
        try await Self.expectExact(
            Self.first(2) { _, honest in
                let text = Self.lies[number](String(decoding: honest.body, as: UTF8.self))
                #expect(Array(text.utf8) != honest.body)
                return NodeServer.answer(text)
            })
    }

    @Test func anEmptyAnswerOfALaggingBackendIsFoundByAskingAgain() async throws {
        let calls = Counter()
        try await Self.expectExact { call in
            guard call.method == "eth_getLogs", calls.next() % 3 == 0 else { return nil }
            return NodeServer.result("[]")
        }
    }

    @Test func tailsThatAreMissingAreFoundByTheBloomFilter() async throws {
        try await Self.expectExact(
            Self.first(1) { call, _ in
                let blocks = call.blocks ?? 0...0
                return NodeServer.result(
                    "[\(Self.chain.logs(blocks.lowerBound...blocks.lowerBound + 2).joined(separator: ","))]")
            })
    }
}

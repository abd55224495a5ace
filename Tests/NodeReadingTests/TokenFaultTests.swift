import Foundation
import SourceReading
import TestSupport
import Testing

/// Nodes that fail, lie or have limits while contracts are called: the rows are exact, or there is a named error.
@Suite(.timeLimit(.minutes(3))) struct TokenFaultTests {
    private static let chain = TokenRowsTests.chain
    private static let addresses = TokenRowsTests.addresses

    private static func withoutMulticall() -> TestChain {
        var chain = chain
        chain.contracts.hasMulticall = false
        return chain
    }

    private static func expectExact(
        _ chain: TestChain = chain, _ alter: @escaping @Sendable (NodeServer.Call) -> FileServer.Answer?
    ) async throws {
        try await NodeServer.with(chain, alter) { server in
            let reading = try await TokenSource(chain, addresses, at: [server]).read()
            #expect(reading.error == nil)
            #expect(reading.rows == TokenRowsTests.rows)
        }
    }

    /// Answers of trouble that is not the contract's.
    private static let troubles: [@Sendable () -> FileServer.Answer] = [
        { NodeServer.answer("slow down", status: 429) },
        { NodeServer.error(429, "Too Many Requests: your app has exceeded its compute units per second capacity") },
        { NodeServer.error(-32005, "limit exceeded") }, { NodeServer.error(-32000, "header not found") },
        { NodeServer.error(-32603, "internal error") }, { NodeServer.answer("", status: 503) },
        { NodeServer.result("null") }, { NodeServer.result("\"0x1\"") }, { NodeServer.result("[]") },
        { NodeServer.answer(#"{"jsonrpc":"2.0","id":1}"#) }, { NodeServer.answer(#"{"jsonrpc":"2.0","id":1,"#) },
        {
            var answer = NodeServer.result("\"0x\"")
            answer.headers["Content-Length"] = "100000"
            answer.end = .reset
            return answer
        },
    ]

    @Test(arguments: troubles.indices, [true, false]) func troubleInTheMiddleIsNeverTakenForAnAnswer(
        number: Int, hasMulticall: Bool
    ) async throws {
        let calls = Counter()
        try await Self.expectExact(hasMulticall ? Self.chain : Self.withoutMulticall()) { call in
            guard call.method == "eth_call" else { return nil }
            let place = calls.next()
            return place == 0 || place == 7 || place == 30 ? Self.troubles[number]() : nil
        }
    }

    @Test func aRevertThatReadsLikeTroubleIsARevert() async throws {
        try await Self.expectExact(Self.withoutMulticall()) { call in
            guard let target = call.target, Self.chain.contracts.call(target.address, target.data) == .reverted else {
                return nil
            }
            return NodeServer.error(3, "execution reverted: too many requests, rate limit, header not found")
        }
    }

    @Test(arguments: [
        (-32000, "invalid opcode: INVALID"), (-32015, "VM execution error."), (-32000, "out of gas"),
        (-32000, "Execution reverted"), (-32000, "stack underflow (0 <=> 1)"), (-32003, "EVM error: InvalidFEOpcode"),
    ]) func aFailureOfTheContractIsNULL(code: Int, words: String) async throws {
        try await Self.expectExact(Self.withoutMulticall()) { call in
            guard let target = call.target, Self.chain.contracts.call(target.address, target.data) == .reverted else {
                return nil
            }
            return NodeServer.error(code, words)
        }
    }

    // MARK: Limits

    @Test(arguments: [
        NodeServer.error(-32600, "batch requests are not supported"), NodeServer.error(-32000, "batch too large"),
        NodeServer.answer("Bad Request", status: 400), NodeServer.error(-32601, "the method does not exist"),
    ]) func aNodeWithoutBatchesIsAskedOneByOne(answer: FileServer.Answer) async throws {
        try await Self.expectExact(Self.withoutMulticall()) { call in call.batch > 1 ? answer : nil }
    }

    @Test func aBatchIsMadeSmallerUntilTheNodeTakesIt() async throws {
        let largest = Counter()
        try await Self.expectExact(Self.withoutMulticall()) { call in
            if call.batch > 9 { return NodeServer.error(-32003, "response too large") }
            largest.note(call.batch)
            return nil
        }
        #expect((2...9).contains(largest.value))
    }

    @Test func aGroupThatTheNodeRefusesIsAskedOneByOne() async throws {
        for answer in [NodeServer.error(-32000, "out of gas"), NodeServer.error(-32000, "response too large")] {
            try await Self.expectExact { call in
                call.target?.address == TestContracts.multicall ? answer : nil
            }
        }
    }

    @Test func aMulticallOfAnotherKindIsNotBelieved() async throws {
        try await Self.expectExact { call in
            guard call.target?.address == TestContracts.multicall else { return nil }
            return NodeServer.result("\"0x\(TestContracts.word(32))\(TestContracts.word(1))\"")
        }
    }

    @Test func anAnswerWithoutEndIsNULL() async throws {
        var chain = Self.withoutMulticall()
        chain.contracts.functions[Self.addresses[0]]?["06fdde03"] = .returned(
            TestContracts.string(String(repeating: "a", count: 5 << 20)))
        try await NodeServer.with(chain) { server in
            let rows = try await TokenSource(chain, Self.addresses, at: [server]).read().rows
            #expect(rows.first?.contains(",\"ABC\",,18,") == true)
            #expect(rows.dropFirst() == TokenRowsTests.rows.dropFirst())
        }
    }

    // MARK: Stops

    @Test func aBlockThatIsNotFinalWaits() async throws {
        try await NodeServer.with(Self.chain) { server in
            let reading = try await TokenSource(Self.chain, Self.addresses, at: [server], block: 10).read()
            let error = try #require(reading.error)
            #expect(error.mayPass)
            #expect("\(error)".contains("final block is 9, and its tokens are asked at block 10"))
            // A message does not name ninety contracts.
            #expect("\(error)".contains("test 8 tokens from 0x\(Self.addresses[0]) at block 10"))
            #expect(!"\(error)".contains(Self.addresses[1]))
        }
    }

    @Test func aStateThatIsRemovedIsANamedStop() async throws {
        try await NodeServer.with(Self.chain) { call in
            call.method == "eth_call" ? NodeServer.error(-32000, "missing trie node 12ab") : nil
        } _: { server in
            let error = try #require(try await TokenSource(Self.chain, Self.addresses, at: [server]).read().error)
            #expect(!error.mayPass)
            #expect("\(error)".contains("removed the state of block 9"))
        }
    }

    @Test func theNextURLServesWhatTheFirstDoesNot() async throws {
        try await NodeServer.with(Self.chain) { call in
            call.method == "eth_call" ? NodeServer.error(-32000, "missing trie node 12ab") : nil
        } _: { pruned in
            try await NodeServer.with(Self.chain) { whole in
                let reading = try await TokenSource(Self.chain, Self.addresses, at: [pruned, whole]).read()
                #expect(reading.error == nil)
                #expect(reading.rows == TokenRowsTests.rows)
            }
        }
    }

    @Test func aHistoryThatChangesMeanwhileIsNeverComplete() async throws {
        let headers = Counter()
        var other = Self.chain
        other.blocks[9].hash = "0x" + String(repeating: "b", count: 64)
        let changed = other.header(9)
        try await NodeServer.with(Self.chain) { call in
            guard call.tag == "0x9", headers.next() >= 1 else { return nil }
            return NodeServer.result(changed)
        } _: { server in
            let reading = try await TokenSource(Self.chain, Self.addresses, at: [server]).read(recordsPerBatch: 4)
            #expect("\(try #require(reading.error))".contains("abandoned history"))
            #expect(reading.cuts.last?.isLast != true)
        }
    }
}

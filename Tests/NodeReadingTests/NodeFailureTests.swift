import Testing

@testable import NodeReading

/// Errors in the words of several nodes.
@Suite struct NodeFailureTests {
    @Test(arguments: [
        ("Log response size exceeded. this block range should work: [0xa, 0x14]", RangeHint.range(10...20)),
        ("query returned more than 10000 results. Try with this block range [0x1, 0xff].", .range(1...255)),
        ("query exceeds max results 20000, retry with the range 100-200", .range(100...200)),
        ("eth_getLogs is limited to a 10,000 range", .limit(10_000)),
        ("block range is limited to 500 blocks", .limit(500)),
        ("up to a 2000 block range", .limit(2000)),
        ("exceed maximum block range: 5000", .limit(5000)),
        ("requested too many blocks from 1 to 9, maximum is set to 2048", .limit(2048)),
        ("block range exceeds allowed for your plan (5000 > 500)", .limit(500)),
        ("range 100001 exceeds limit of 10000", .limit(10_000)),
        ("block range limit exceeded: at most 1000 blocks", .limit(1000)),
        ("max block range 10k", .limit(10_000)),
        ("query returned more than 10000 results", .none),
        ("block range too large", .none),
        ("the response is limited to 150 mb, block range too large", .none),
    ]) func whatANodeSuggestsIsFound(text: String, hint: RangeHint) {
        let failure = NodeFailure(RPCError(code: -32000, text: text), isRange: true, pause: nil)
        guard case .tooLarge(let found, _) = failure else {
            Issue.record("\(text) is \(failure)")
            return
        }
        #expect(found == hint)
    }

    @Test func onlyASmallerRangeFromTheSameBlockIsTaken() {
        #expect(RangeHint.range(10...15).blocks(insteadOf: 10...20) == 6)
        #expect(RangeHint.range(10...20).blocks(insteadOf: 10...20) == nil)
        #expect(RangeHint.range(11...15).blocks(insteadOf: 10...20) == nil)
        #expect(RangeHint.range(10...90).blocks(insteadOf: 10...20) == nil)
        #expect(RangeHint.limit(4).blocks(insteadOf: 10...20) == 4)
        #expect(RangeHint.limit(11).blocks(insteadOf: 10...20) == nil)
    }

    private static func name(_ code: Int, _ text: String, isRange: Bool = true) -> String {
        switch NodeFailure(RPCError(code: code, text: text), isRange: isRange, pause: nil) {
        case .tooLarge: "too large"
        case .tooFast: "too fast"
        case .notYet: "not yet"
        case .pruned: "pruned"
        case .unsupported: "unsupported"
        case .trouble: "trouble"
        default: "other"
        }
    }

    @Test(arguments: [
        (-32005, "daily request count exceeded, request rate limited", "too fast"), (429, "", "too fast"),
        (-32005, "limit exceeded", "too large"), (-32005, "query timeout exceeded", "too large"),
        (-32602, "block range extends beyond current head block", "not yet"), (-32000, "header not found", "not yet"),
        (-39001, "Unknown block", "not yet"), (-32001, "resource not found", "not yet"),
        (4444, "pruned history unavailable", "pruned"), (-32000, "missing trie node 12ab", "pruned"),
        (-32601, "the method eth_getLogs does not exist", "unsupported"),
        (-32603, "no backend is currently healthy to serve traffic", "trouble"), (-32000, "what ever", "trouble"),
    ]) func theTextDecidesBeforeTheCode(code: Int, text: String, wanted: String) {
        #expect(Self.name(code, text) == wanted)
    }

    @Test func theCodeForLimitsMeansTheRateWhereNoRangeWasAskedFor() {
        #expect(Self.name(-32005, "limit exceeded", isRange: false) == "too fast")
    }

    @Test(arguments: [(401, "no such plan"), (403, "forbidden"), (407, "")])
    func aRefusedKeyIsToldWithTheWordsOfTheNode(
        status: Int, text: String
    ) {
        let failure = NodeFailure(RPCError(code: -32000, text: text), status: status, isRange: true, pause: nil)
        guard case .refused(let words) = failure else {
            Issue.record("\(status) is \(failure)")
            return
        }
        #expect(words.contains("ETL_NODES") && words.contains(text) && words.contains("\(status)"))
    }

    @Test func aStatusThatMeansOneThingDecides() {
        let error = RPCError(code: -32000, text: "slow down please")
        let slow = NodeFailure(error, status: 429, isRange: true, pause: .seconds(2))
        #expect(slow == .tooFast(pause: .seconds(2), "the node answers: slow down please"))
        guard
            case .tooLarge(.limit(100), _) = NodeFailure(
                RPCError(code: -32000, text: "up to a 100 block range"), status: 413, isRange: true, pause: nil)
        else {
            Issue.record("413 is not too large")
            return
        }
        // The words of a node say more than a status that has several meanings.
        #expect(
            NodeFailure(RPCError(code: -32000, text: "missing trie node"), status: 403, isRange: false, pause: nil)
                == .pruned("the node answers: missing trie node"))
    }
}

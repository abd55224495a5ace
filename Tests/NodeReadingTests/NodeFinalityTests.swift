import Blocking
import NodeReading
import SourceReading
import Synchronization
import TestSupport
import Testing

/// What counts as final on a chain whose nodes name no final block, and on others.
@Suite(.timeLimit(.minutes(2))) struct NodeFinalityTests {
    /// A chain without finality, of 30 blocks.
    private static let chain: TestChain = {
        var chain = TestChain(count: 30)
        chain.number = 59_144
        chain.namesFinal = false
        return chain
    }()

    private func head(
        of chain: TestChain, confirmations: UInt64?,
        _ alter: @escaping @Sendable (NodeServer.Call) -> FileServer.Answer? = { _ in nil }
    ) async throws -> NodeHead {
        try await NodeServer.with(chain, alter) { server in
            let nodes = Nodes(try NodeList(["test=\(server.origin)"]))
            return try await blockingCall { try nodes.head(of: "test", confirmations: confirmations) }
        }
    }

    @Test func aBlockIsFinalWithItsConfirmations() async throws {
        let head = try await head(of: Self.chain, confirmations: 5)
        #expect(head.latest == 29 && head.finalized == 24 && head.confirmations == 5)
        #expect("0x" + head.finalizedHash == Self.chain.blocks[24].hash)
        #expect(head.finalizedTime == Self.chain.blocks[24].timestamp)
    }

    @Test(arguments: [
        "the method does not support the finalized tag", "invalid argument 0: hex string without 0x prefix",
        "Invalid params: unknown block tag",
    ]) func aNodeThatDoesNotKnowTheTagNamesNoFinalBlock(text: String) async throws {
        let head = try await head(of: Self.chain, confirmations: 5) { call in
            call.tag == "finalized" ? NodeServer.error(-32602, text) : nil
        }
        #expect(head.finalized == 24)
    }

    @Test func aNodeInTroubleSaysNothingAboutFinality() async throws {
        let error = try await #require(throws: SourceError.self) {
            try await head(of: Self.chain, confirmations: 5) { call in
                call.tag == "finalized" ? NodeServer.answer("bad gateway", status: 502) : nil
            }
        }
        #expect(error.mayPass)
    }

    @Test func confirmationsAreRefusedWhereTheNodeNamesAFinalBlock() async throws {
        var named = Self.chain
        named.namesFinal = true
        named.finalized = 12
        let error = try await #require(throws: SourceError.self) { try await head(of: named, confirmations: 5) }
        #expect("\(error)".contains("chain 59144 names block 12 as final") && !error.mayPass)
        #expect("\(error)".contains("leave out --confirmations"))
        #expect(try await head(of: named, confirmations: nil).finalized == 12)
    }

    @Test(arguments: ["null", nil]) func aChainWithoutFinalBlockNeedsConfirmations(result: String?) async throws {
        let error = try await #require(throws: SourceError.self) {
            try await head(of: Self.chain, confirmations: nil) { call in
                call.tag == "finalized" ? result.map(NodeServer.result) : nil
            }
        }
        #expect("\(error)".contains("its chain has no finality (--confirmations)") && error.mayPass)
    }

    @Test func confirmationsAreRefusedOnAChainThatIsKnownToHaveFinality() async throws {
        // Its node has just started, and names no final block yet.
        var started = Self.chain
        started.number = 1
        let error = try await #require(throws: SourceError.self) { try await head(of: started, confirmations: 5) }
        #expect("\(error)".contains("chain 1 is known to have final blocks") && !error.mayPass)
    }

    @Test func anExtractorReadsABlockOnlyWithItsConfirmations() async throws {
        try await NodeServer.with(Self.chain) { server in
            let final = try await NodeSource(Self.chain, 3...24, at: [server], confirmations: 5).read()
            #expect(final.error == nil && final.rows == Self.chain.rows(3...24))
            let early = try await NodeSource(Self.chain, 3...25, at: [server], confirmations: 5).read()
            #expect(early.rows.isEmpty && early.error?.mayPass == true)
            #expect("\(String(describing: early.error))".contains("final block is 24"))
        }
    }

    @Test func anExtractorBelievesTheNodeRatherThanTheConfirmations() async throws {
        var named = Self.chain
        named.namesFinal = true
        named.finalized = 12
        try await NodeServer.with(named) { server in
            let reading = try await NodeSource(named, 3...13, at: [server], confirmations: 5).read()
            #expect(reading.rows.isEmpty && reading.error?.mayPass == true)
            #expect(try await NodeSource(named, 3...12, at: [server], confirmations: 5).read().error == nil)
        }
    }
}

/// What a process notices of its requests.
@Suite(.timeLimit(.minutes(2))) struct NodeNoticeTests {
    @Test func eachRequestHasAnOutcomeAndNoNoticeHasAURL() async throws {
        let chain = TestChain(count: 40)
        let notices = Mutex<[NodeNotice]>([])
        let requests = try await NodeServer.with(chain) { call in
            if let blocks = call.blocks, blocks.count > 8 { return NodeServer.error(-32000, "max range: 8") }
            switch call.number {
            case 9: return NodeServer.answer("", status: 503)
            case 12: return NodeServer.result("\"no list\"")
            case 15: return NodeServer.error(429, "too many requests")
            default: return nil
            }
        } _: { server in
            let source = try NodeSource(chain, 0...39, at: [server]) { notice in
                notices.withLock { $0.append(notice) }
            }
            let reading = try await source.read()
            #expect(reading.error == nil && reading.rows == chain.rows(0...39))
            return server.origin
        }
        let seen = notices.withLock { $0 }
        func count(_ outcome: NodeOutcome) -> Int { seen.count { $0 == .requested(node: "test", url: 1, outcome) } }
        #expect(count(.tooLarge) == 1 && count(.rate) == 1 && count(.failed) == 1 && count(.ok) > 10)
        #expect(seen.contains(.asking(node: "test", blocks: 8)))
        #expect(seen.first { if case .allowed(_, _, let rate) = $0 { rate < 20 } else { false } } != nil)
        #expect(!"\(seen)".contains(requests))
    }

    @Test func anAnswerWhoseContentIsWrongIsRefused() async throws {
        let chain = TestChain(count: 10)
        var other = chain
        other.number = 2
        let notices = Mutex<[NodeNotice]>([])
        try await NodeServer.with(other) { server in
            let source = try NodeSource(chain, 0...9, at: [server]) { notice in notices.withLock { $0.append(notice) } }
            #expect(try await source.read().error != nil)
        }
        #expect(notices.withLock { $0.contains(.requested(node: "test", url: 1, .refused)) })
    }
}

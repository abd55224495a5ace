import Blocking
import Foundation
import NodeReading
import SourceDescriptions
import SourceReading
import Synchronization
import TestSupport
import Testing

/// Rows of an honest node, whatever the form of its answers.
@Suite(.timeLimit(.minutes(2))) struct NodeRowsTests {
    private static let forms: [TestChain.Form] = {
        var forms = [TestChain.Form](repeating: TestChain.Form(), count: 6)
        forms[1].namesTimestamps = false
        forms[2].hasLeadingZeros = true
        forms[3].isUpperCase = true
        forms[4].reversesKeys = true
        forms[5].hasExtraKeys = true
        return forms
    }()

    @Test func rowsAreThoseOfEthereumETLsRule() async throws {
        let chain = TestChain(count: 30, logsOfBlock: 8)
        try await NodeServer.with(chain) { server in
            let reading = try await NodeSource(chain, 3...28, at: [server]).read()
            #expect(reading.error == nil)
            #expect(reading.rows == chain.rows(3...28))
            // Two of the eight shapes have three or five items.
            #expect(reading.skipped * 3 == reading.rows.count)
            #expect(reading.cuts.reduce(0) { $0 + $1.sourceBytes } == 26)
            #expect(reading.cuts.last?.isLast == true)
        }
    }

    @Test(arguments: forms.indices) func everyFormOfAnswersMakesTheSameBatches(number: Int) async throws {
        var chain = TestChain(count: 30)
        let wanted = try await NodeServer.with(chain) { server in
            try await NodeSource(chain, 0...29, at: [server]).read()
        }
        chain.form = Self.forms[number]
        try await NodeServer.with(chain) { server in
            let reading = try await NodeSource(chain, 0...29, at: [server]).read()
            #expect(reading.error == nil)
            #expect(!reading.batches.isEmpty && reading.batches == wanted.batches)
        }
    }

    @Test func everyBatchIsCutAgainFromItsStart() async throws {
        let chain = TestChain(count: 30)
        try await NodeServer.with(chain) { server in
            let source = try NodeSource(chain, 0...29, at: [server])
            let whole = try await source.read()
            #expect(whole.cuts.count > 10)
            for (place, cut) in whole.cuts.enumerated().dropLast() {
                let rest = try await source.read(from: cut.next)
                #expect(rest.batches == Array(whole.batches[(place + 1)...]))
            }
        }
    }

    @Test func aRangeWithoutLogsIsOneEmptyBatch() async throws {
        let chain = TestChain(count: 5)
        try await NodeServer.with(chain) { server in
            let reading = try await NodeSource(chain, 3...3, at: [server]).read()
            #expect(reading.error == nil)
            #expect(reading.rows.isEmpty && reading.cuts.map(\.isLast) == [true])
            #expect(reading.cuts.map(\.sourceBytes) == [1])
        }
    }

    @Test func theNodeHasTheNextRequestsWhileRowsAreUsed() async throws {
        let chain = TestChain(count: 700, logsOfBlock: 1)
        try await NodeServer.with(chain) { server in
            let source = try NodeSource(chain, 0...699, at: [server])
            let sent = try await blockingCall {
                let file = try #require(try source.nodes.open(source.range.uri) as? any ChainFile)
                let rows = try file.rows(from: 0)
                var piece = ChainPiece()
                let isMore = try rows.next(into: &piece) {}
                #expect(isMore)
                // The first hundred blocks are here, a fifth of them empty, and nobody has asked for more rows.
                #expect(piece.count == 80)
                let end = ContinuousClock.now + .seconds(30)
                while Self.asksForLogs(server).count < 2, .now < end { Thread.sleep(forTimeInterval: 0.01) }
                let sent = Self.asksForLogs(server)
                while try rows.next(into: &piece, {}) {}
                return sent
            }
            // How many depends on the rate.
            #expect((2...4).contains(sent.count) && sent.contains { $0.contains("\"0x64\"") })
            // What was asked early is used.
            let all = Self.asksForLogs(server)
            #expect(Set(all).count == all.count)
        }
    }

    @Test func anEarlyAnswerThatIsBrokenOffIsAskedForAgainForAsManyBlocks() async throws {
        let chain = TestChain(count: 300, logsOfBlock: 1)
        let isBroken = Atomic(false)
        try await NodeServer.with(chain) { call in
            guard call.method == "eth_getLogs", call.blocks?.lowerBound == 100,
                !isBroken.exchange(true, ordering: .relaxed)
            else { return nil }
            var answer = NodeServer.honest(call, chain)
            answer.sent = answer.body.count / 2
            answer.end = .close
            return answer
        } _: { server in
            let reading = try await NodeSource(chain, 0...299, at: [server]).read()
            #expect(reading.error == nil && reading.rows == chain.rows(0...299))
            let again = Self.asksForLogs(server).filter { $0.contains("\"fromBlock\":\"0x64\"") }
            #expect(again.count == 2 && again[0] == again[1])
        }
    }

    private static func asksForLogs(_ server: FileServer) -> [String] {
        server.requests.map { String(decoding: $0.body, as: UTF8.self) }.filter { $0.contains("eth_getLogs") }
    }

    @Test func sendsWhatTheURLHasOfCredentials() async throws {
        let chain = TestChain(count: 3)
        try await NodeServer.with(chain) { server in
            let host = server.origin.dropFirst("http://".count)
            for (login, wanted) in [(":t0ken", "Bearer t0ken"), ("user:pass", "Basic dXNlcjpwYXNz")] {
                let before = server.requests.count
                _ = try await NodeSource(chain, 0...2, at: "http://\(login)@\(host)/").read()
                let sent = server.requests[before...].map { $0.headers["authorization"] }
                #expect(!sent.isEmpty && sent.allSatisfy { $0 == wanted })
            }
        }
    }

    @Test func errorsShowNothingOfTheURL() async throws {
        let chain = TestChain(count: 3)
        try await NodeServer.with(chain) { call in
            call.method == "eth_getLogs" ? NodeServer.error(-32601, "no method at /s3cret/key") : nil
        } _: { server in
            let host = server.origin.dropFirst("http://".count)
            let reading = try await NodeSource(chain, 0...2, at: "http://a:b0b@\(host)/s3cret/key").read()
            let error = try #require(reading.error)
            #expect("\(error)".contains("no method"))
            #expect(!"\(error)".contains("s3cret") && !"\(error)".contains("b0b"))
        }
    }
}

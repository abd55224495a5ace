import SourceDescriptions
import SourceReading
import TestSupport
import Testing

/// Nodes that lie, with `--verify second`.
@Suite(.timeLimit(.minutes(3))) struct SecondURLTests {
    private static let chain = TestChain(count: 60)
    private static let all: ClosedRange<UInt64> = 0...59

    private static func source(_ servers: [FileServer]) throws -> NodeSource {
        var source = try NodeSource(chain, all, at: servers)
        source.verification = .second
        return source
    }

    /// The logs that a lying node gives of some blocks; the bloom filters stay as they are.
    typealias Lie = @Sendable ([String]) -> [String]

    private static func liar(_ lie: @escaping Lie) -> @Sendable (NodeServer.Call) -> FileServer.Answer? {
        { call in
            guard call.method == "eth_getLogs", let blocks = call.blocks, blocks.contains(31) else { return nil }
            let own = lie(Self.chain.logs(31...31))
            let logs = Self.chain.blocks.filter { blocks.contains($0.number) }
                .flatMap { $0.number == 31 ? own : Self.chain.logs($0.number...$0.number) }
            return NodeServer.result("[\(logs.joined(separator: ","))]")
        }
    }

    private static let lies: [Lie] = [
        { Array($0.dropFirst()) }, { Array($0.dropLast()) }, { Array($0[..<2] + $0[3...]) }, { _ in [] },
        { logs in [logs[0].replacing(/"data":"0x0/, with: #""data":"0x1"#)] + logs.dropFirst() },
        { logs in [logs[0].replacing(/"transactionHash":"0x./, with: #""transactionHash":"0xe"#)] + logs.dropFirst() },
    ]

    @Test func rowsOfTwoHonestURLsAreTheSameWhateverTheirForm() async throws {
        var other = Self.chain
        other.form.namesTimestamps = false
        other.form.isUpperCase = true
        try await NodeServer.with(Self.chain) { first in
            try await NodeServer.with(other) { second in
                let reading = try await Self.source([first, second]).read()
                #expect(reading.error == nil)
                #expect(reading.rows == Self.chain.rows(Self.all))
                #expect(second.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("eth_getLogs") })
            }
        }
    }

    @Test(arguments: lies.indices) func aLyingURLIsOutvotedByTwoHonestOnes(number: Int) async throws {
        try await NodeServer.with(Self.chain, Self.liar(Self.lies[number])) { liar in
            try await NodeServer.with(Self.chain) { second in
                try await NodeServer.with(Self.chain) { third in
                    let reading = try await Self.source([liar, second, third]).read()
                    #expect(reading.error == nil)
                    #expect(reading.rows == Self.chain.rows(Self.all))
                }
            }
        }
    }

    @Test(arguments: [(0, true), (4, false)]) func aLieIsFoundWhereNothingElseFindsIt(
        number: Int, isFirst: Bool
    ) async throws {
        try await NodeServer.with(Self.chain, Self.liar(Self.lies[number])) { liar in
            try await NodeServer.with(Self.chain) { honest in
                let reading = try await Self.source(isFirst ? [liar, honest] : [honest, liar]).read(recordsPerBatch: 2)
                let error = try #require(reading.error)
                #expect("\(error)".contains("of the node give different transfers: block 31 has"), "\(error)")
                #expect("\(error)".contains("--verify receipts") && error.mayPass)
                #expect(Self.chain.rows(0...30).starts(with: reading.rows))
            }
        }
    }

    @Test func oneURLIsANamedStop() async throws {
        try await NodeServer.with(Self.chain) { server in
            for servers in [[server], [server, server]] {
                let reading = try await Self.source(servers).read()
                let error = try #require(reading.error)
                #expect("\(error)".contains("--verify second compares two URLs of the node, and only one is set"))
                #expect(!error.mayPass && reading.rows.isEmpty)
            }
        }
    }

    @Test func aSecondURLOfAnotherChainIsANamedStop() async throws {
        var other = Self.chain
        other.number = 137
        try await NodeServer.with(Self.chain) { first in
            try await NodeServer.with(other) { second in
                let reading = try await Self.source([first, second]).read()
                #expect("\(try #require(reading.error))".contains("the node is of chain 137"))
                #expect(reading.rows.isEmpty)
            }
        }
    }
}

import Foundation
import SourceDescriptions
import SourceReading
import TestSupport
import Testing

/// Nodes that lie, with `--verify`: the rows are exact, or there is a named error.
@Suite(.timeLimit(.minutes(5))) struct VerificationTests {
    static let chain: ProvenChain? = try? ProvenChain()
    static let all: ClosedRange<UInt64> = 0...19

    /// Receipts that are not those of a block.
    typealias Lie = @Sendable ([String], ProvenChain) -> [String]

    private static func changing(_ change: @escaping @Sendable (String) -> String) -> Lie {
        { receipts, _ in
            var receipts = receipts
            // The first that is another one then.
            guard let place = receipts.firstIndex(where: { change($0) != $0 }) else { return receipts }
            receipts[place] = change(receipts[place])
            return receipts
        }
    }

    private static let lies: [Lie] = [
        // The first log is left out, and the last one of a receipt.
        changing { $0.replacing(/"logs":\[\{[^{}]*\},/, with: #""logs":["#) },
        changing { $0.replacing(/,\{[^{}]*\}\],"logsBloom"/, with: #"],"logsBloom""#) },
        // A value, a receiver, a contract; of a log that is no transfer its data.
        changing { $0.replacing(/0000c"/, with: "0000d\"", maxReplacements: 1) },
        changing { $0.replacing("0a0a0a0a0a", with: "0a0a0a0a0b", maxReplacements: 1) },
        changing { $0.replacing("0xc1c1", with: "0xc1c2", maxReplacements: 1) },
        changing { $0.replacing(#""data":"0x05""#, with: #""data":"0x06""#) },
        // The outcome, the gas, the filter, the type.
        changing { $0.replacing(#""status":"0x1""#, with: #""status":"0x0""#) },
        changing { $0.replacing(#""cumulativeGasUsed":"0x"#, with: #""cumulativeGasUsed":"0x1"#) },
        changing { $0.replacing(/"logsBloom":"0x00/, with: #""logsBloom":"0x01"#) },
        changing { $0.replacing(#""type":"0x2""#, with: #""type":"0x1""#) },
        // Another transaction.
        changing { $0.replacing(/"transactionHash":"0x./, with: #""transactionHash":"0xe"#) },
        // A whole receipt, the last, all of them; two in another order; those of another block.
        { receipts, _ in Array(receipts.dropFirst()) }, { receipts, _ in Array(receipts.dropLast()) }, { _, _ in [] },
        { receipts, _ in receipts.reversed() }, { _, chain in chain.blocks[17].receipts },
        { receipts, _ in receipts + receipts.suffix(1) },
    ]

    /// A node that lies in all its receipts of a block.
    private static func liar(
        _ lie: @escaping Lie, _ chain: ProvenChain
    ) -> @Sendable (NodeServer.Call) -> FileServer.Answer? {
        { call in
            guard call.method == "eth_getBlockReceipts", call.tag == "0x13" else { return nil }
            let lies = lie(chain.blocks[19].receipts, chain)
            return NodeServer.result("[\(lies.joined(separator: ","))]")
        }
    }

    @Test func receiptsGiveTheRowsOfPyEVMAndEveryBatchIsCutAgain() async throws {
        let chain = try #require(Self.chain)
        try await chain.serve { server in
            let source = try NodeSource(chain, 3...17, verifying: .receipts, at: [server])
            let whole = try await source.read()
            #expect(whole.error == nil)
            #expect(whole.rows == chain.rows(3...17))
            #expect(!server.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("eth_getLogs") })
            var plain = source
            plain.verification = nil
            #expect(try await plain.read().batches == whole.batches)
            for (place, cut) in whole.cuts.enumerated().dropLast() where place % 3 == 0 {
                #expect(try await source.read(from: cut.next).batches == Array(whole.batches[(place + 1)...]))
            }
        }
    }

    @Test(arguments: lies.indices) func receiptsFindEveryLieAndTakeTheHonestURL(number: Int) async throws {
        let chain = try #require(Self.chain)
        #expect(Self.lies[number](chain.blocks[19].receipts, chain) != chain.blocks[19].receipts)
        try await chain.serve(Self.liar(Self.lies[number], chain)) { liar in
            try await chain.serve { honest in
                let reading = try await NodeSource(chain, 10...19, verifying: .receipts, at: [liar, honest]).read()
                #expect(reading.error == nil)
                #expect(reading.rows == chain.rows(10...19))
                #expect(honest.requests.count > 0)
            }
        }
    }

    @Test func aLieWithoutAnHonestURLIsANamedErrorThatWaits() async throws {
        let chain = try #require(Self.chain)
        try await chain.serve(Self.liar(Self.lies[2], chain)) { liar in
            let reading = try await NodeSource(chain, 10...19, verifying: .receipts, at: [liar]).read(
                recordsPerBatch: 2)
            let error = try #require(reading.error)
            #expect("\(error)".contains("the receipts of block 19 do not hash to the root in its header"))
            #expect(error.mayPass)
            #expect(!reading.rows.isEmpty && chain.rows(10...18).starts(with: reading.rows))
        }
    }

    /// Each gives a header of a lying node.
    private static let headers: [@Sendable (String) -> String] = [
        { $0.replacing(/"receiptsRoot":"0x./, with: #""receiptsRoot":"0xf"#) },
        { $0.replacing(/"timestamp":"0x5/, with: #""timestamp":"0x6"#) },
        { $0.replacing(/"transactions":\["0x./, with: #""transactions":["0xf"#) },
        { $0.replacing(/"hash":"0x./, with: #""hash":"0xf"#) },
        { $0.replacing(/"hash":"0x./, with: #""hash":"0xf"#).replacing(/"gasUsed":"0x./, with: #""gasUsed":"0x1"#) },
        { $0.replacing(/"parentHash":"0x./, with: #""parentHash":"0xf"#) },
        { $0.replacing(/"baseFeePerGas":"[0-9a-fx]*",/, with: "") },
        { _ in "null" },
    ]

    @Test(arguments: headers.indices) func aWrongHeaderIsFoundAndTheHonestURLTaken(number: Int) async throws {
        let chain = try #require(Self.chain)
        let wrong = Self.headers[number](chain.blocks[17].header)
        #expect(wrong != chain.blocks[17].header)
        try await chain.serve { call in
            call.method == "eth_getBlockByNumber" && call.tag == "0x11" ? NodeServer.result(wrong) : nil
        } _: { liar in
            try await chain.serve { honest in
                let reading = try await NodeSource(chain, 9...19, verifying: .receipts, at: [liar, honest]).read()
                #expect(reading.error == nil)
                #expect(reading.rows == chain.rows(9...19))
            }
        }
    }

    /// Names, and whether the same may pass later.
    private static let stops: [(String, Bool, @Sendable (NodeServer.Call, ProvenChain) -> FileServer.Answer?)] = [
        (
            "Set the URL of a node that serves eth_getBlockReceipts", false,
            { call, _ in
                call.method == "eth_getBlockReceipts" ? NodeServer.error(-32601, "the method does not exist") : nil
            }
        ),
        (
            "the header of block 17 do not hash to its hash. If the chain has other rules", false,
            { call, chain in
                guard call.tag == "0x11", call.method == "eth_getBlockByNumber" else { return nil }
                return NodeServer.result(headers[1](chain.blocks[17].header))
            }
        ),
        (
            "types whose rule is unknown (0x64). If the chain has other rules", false,
            { call, chain in
                guard call.tag == "0x11", call.method == "eth_getBlockReceipts" else { return nil }
                let text = chain.blocks[17].receipts.joined(separator: ",")
                return NodeServer.result("[\(text.replacing(#""type":"0x2""#, with: #""type":"0x64""#))]")
            }
        ),
        (
            "no list of receipts", true,
            { call, _ in call.method == "eth_getBlockReceipts" ? NodeServer.result("null") : nil }
        ),
    ]

    @Test(arguments: stops.indices) func whatCannotBeProvenIsANamedStop(number: Int) async throws {
        let chain = try #require(Self.chain)
        let (words, mayPass, alter) = Self.stops[number]
        try await chain.serve({ alter($0, chain) }) { server in
            let reading = try await NodeSource(chain, 17...19, verifying: .receipts, at: [server]).read()
            let error = try #require(reading.error)
            #expect("\(error)".contains(words), "\(error)")
            #expect(error.mayPass == mayPass)
            #expect(reading.rows.isEmpty)
        }
    }
}

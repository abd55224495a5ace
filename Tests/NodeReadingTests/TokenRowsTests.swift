import SourceReading
import TestSupport
import Testing

/// Rows of token contracts, whatever the node can do.
@Suite(.timeLimit(.minutes(2))) struct TokenRowsTests {
    static let addresses = (1...8).map { number in String(repeating: "0", count: 38) + "a\(number)" }
    static let most = String(repeating: "f", count: 64)

    /// A chain with contracts of all shapes.
    static let chain: TestChain = {
        var chain = TestChain(count: 12)
        chain.finalized = 9
        let word = TestContracts.word
        var all: [[String: TestContracts.Outcome]] = [
            TestContracts.usual("ABC", "Coin, \"1\"\u{301}\nof two lines", decimals: 18, supply: most),
            // Texts of bytes32, as of an old token.
            [
                "95d89b41": .returned(TestContracts.bytes32("MKR")),
                "06fdde03": .returned(TestContracts.bytes32("Maker")), "18160ddd": .returned(word(5)),
                "313ce567": .returned(word(18)),
            ],
            // Functions in capitals; the string of one comes before the bytes32 of the other.
            [
                "f76f8d78": .returned(TestContracts.bytes32("CAP")),
                "06fdde03": .returned(TestContracts.bytes32("Low")),
                "a3f4df7e": .returned(TestContracts.string("Capital")), "2e0f2625": .returned(word(2)),
            ],
            // An ERC-721 without decimals, whose texts have NUL characters; one that answers nothing it is asked.
            TestContracts.usual("N\u{0}F\u{0}", "é", decimals: 0, supply: word(3)), [:],
            // Answers of other types, and a number of decimals as large as they get.
            [
                "95d89b41": .returned("00"), "06fdde03": .returned(word(32) + word(400) + word(1)),
                "313ce567": .returned(most), "18160ddd": .returned("01"),
            ],
            // Texts that are empty, or no UTF-8.
            TestContracts.usual("", "x", decimals: 255, supply: word(0)),
        ]
        all[3]["313ce567"] = nil
        all[6]["06fdde03"] = .returned(word(32) + word(1) + "ff" + String(repeating: "0", count: 62))
        // The last address is no contract.
        for (address, functions) in zip(addresses, all) { chain.contracts.functions[address] = functions }
        return chain
    }()

    private static let greatest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    static let rows: [String] = {
        let block = ",\(chain.blocks[9].timestamp),9,\(chain.blocks[9].hash)"
        return [
            "\"ABC\",\"Coin, \"\"1\"\"\u{301}\nof two lines\",18,\(greatest)", "\"MKR\",\"Maker\",18,5",
            "\"CAP\",\"Capital\",2,",
            "\"NF\",\"é\",,3", ",,,", ",,\(greatest),", ",,255,0", ",,,",
        ].enumerated().map { "0x\(addresses[$0.offset]),\($0.element)\(block)" }
    }()

    @Test(arguments: [true, false]) func rowsHaveWhatContractsAnswer(hasMulticall: Bool) async throws {
        var chain = Self.chain
        chain.contracts.hasMulticall = hasMulticall
        try await NodeServer.with(chain) { server in
            let reading = try await TokenSource(chain, Self.addresses, at: [server]).read()
            #expect(reading.error == nil)
            #expect(reading.rows == Self.rows)
            #expect(reading.cuts.reduce(0) { $0 + $1.sourceBytes } == 8)
            #expect(reading.cuts.last?.isLast == true)
        }
    }

    @Test func aNodeWithMulticallIsAskedFewRequests() async throws {
        var chain = Self.chain
        let usual = TestContracts.usual("A", "B", decimals: 1, supply: TestContracts.word(1))
        for address in Self.addresses { chain.contracts.functions[address] = usual }
        let calls = Counter()
        try await NodeServer.with(chain) { call in
            if call.method == "eth_call" { _ = calls.next() }
            return nil
        } _: { server in
            let reading = try await TokenSource(chain, Self.addresses, at: [server]).read()
            #expect(reading.rows.count == 8 && reading.rows.allSatisfy { $0.contains(",\"A\",\"B\",1,1,") })
            #expect(calls.value == 1)
        }
    }

    @Test func aContractThatUsesUpTheGasHidesNoOther() async throws {
        var chain = Self.chain
        for selector in ["95d89b41", "06fdde03", "313ce567"] {
            chain.contracts.functions[Self.addresses[0]]?[selector] = .exhausted
        }
        try await NodeServer.with(chain) { server in
            let rows = try await TokenSource(chain, Self.addresses, at: [server]).read().rows
            #expect(rows.dropFirst() == Self.rows.dropFirst())
            #expect(rows.first?.contains(",,,,\(Self.greatest),") == true)
        }
    }

    @Test func everyBatchIsCutAgainFromItsStart() async throws {
        try await NodeServer.with(Self.chain) { server in
            let source = try TokenSource(Self.chain, Self.addresses, at: [server])
            let whole = try await source.read(recordsPerBatch: 3)
            #expect(whole.cuts.count == 3)
            for (place, cut) in whole.cuts.enumerated().dropLast() {
                let rest = try await source.read(from: cut.next, recordsPerBatch: 3)
                #expect(rest.batches == Array(whole.batches[(place + 1)...]))
            }
        }
    }

    @Test func theOrderOfAddressesMakesNoDifference() async throws {
        try await NodeServer.with(Self.chain) { server in
            let reading = try await TokenSource(Self.chain, Self.addresses.reversed(), at: [server]).read()
            #expect(reading.rows == Self.rows)
        }
    }
}

import ETLModels
import SourceDescriptions
import Testing

/// The fields that are checked and never stored.
@Suite struct BelongingTests {
    private let token = "0x" + String(repeating: "ab", count: 20)
    private let hash = "0x" + String(repeating: "cd", count: 32)
    private let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    private let approval = "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"
    private let transferColumns = ["token_address", "value", "transaction_hash", "log_index", "block_number"]

    private func transform<Kind: Record>(
        _ kind: RecordKind, _ type: Kind.Type, chain: ChainID = .ethereum, columns: [String],
        format: SourceFormat = .csv, _ lines: [String]
    ) throws -> Transformation<Kind> {
        try Transformation(
            rawBatch(
                kind, columns: columns, format: format.rawValue, lines.map { Array($0.utf8) }, chain: chain))
    }

    @Test(arguments: ["chain_id", "chainId", "chainid", "CHAIN_ID"])
    func rejectsRecordsOfOtherChains(_ name: String) throws {
        let lines = ["1", "137", "", "0x1", "0x89", #"\x01"#, "one", "1.0", "99999999999999999999", "\"1\"", "01"].map {
            "\($0),\(token),n"
        }
        let result = try transform(.tokens, Token.self, columns: [name, "address", "name"], lines)
        #expect(
            result.reasons == [
                "1 other-chain chain_id", "4 other-chain chain_id", "6 not-a-number chain_id",
                "7 not-a-number chain_id", "8 other-chain chain_id",
            ])
        #expect(result.rejects.map(\.raw) == [1, 4, 6, 7, 8].map { lines[$0] })
        #expect(result.records.count == 6)
    }

    @Test func theChainIsTheDatabases() throws {
        let polygon = try #require(ChainID(137))
        let lines = ["1", "137", "0x89", ""].map { "\(token),n,\($0)" }
        let result = try transform(
            .tokens, Token.self, chain: polygon, columns: ["address", "name", "chain_id"], lines)
        #expect(result.reasons == ["0 other-chain chain_id"])
        let without = try transform(.tokens, Token.self, chain: polygon, columns: ["address", "name"], [token + ",n"])
        #expect(without.records.count == 1)
    }

    @Test func everyFieldOfTheChainCounts() throws {
        let lines = ["1,\(token),1,n", "1,\(token),2,n", ",\(token),1,n", "2,\(token),,n"]
        let result = try transform(.tokens, Token.self, columns: ["chainId", "address", "chain_id", "name"], lines)
        #expect(result.reasons == ["1 other-chain chain_id", "3 other-chain chain_id"])
    }

    /// Of a record with several faults, that it does not belong is the one to know.
    @Test func anotherChainIsSaidBeforeAWrongValue() throws {
        let result = try transform(
            .tokens, Token.self, columns: ["chain_id", "address", "name"], ["137,0x12,n", "1,0x12,n", "137"])
        #expect(result.reasons == ["0 other-chain chain_id", "1 wrong-length address", "2 field-count -"])
    }

    @Test(arguments: [SourceFormat.ndjson, .stream])
    func readsTheChainOfObjects(_ format: SourceFormat) throws {
        let chains = ["1", "\"1\"", "137", "\"0x89\"", "null", "\"\"", "\"\\u0031\"", "true", "1.0", "{}"]
        let lines =
            chains.map { #"{"type": "token", "chainId": \#($0), "address": "\#(token)"}"# } + [
                #"{"address": "\#(token)"}"#
            ]
        let result = try transform(.tokens, Token.self, columns: ["address", "name", "chainId"], format: format, lines)
        #expect(
            result.reasons == [
                "2 other-chain chain_id", "3 other-chain chain_id", "7 not-a-number chain_id",
                "8 not-a-number chain_id", "9 malformed -",
            ])
    }

    @Test func readsTheChainOfCryo() throws {
        let line = "\(token),5,\(hash),1,2"
        let result = try transform(
            .tokenTransfers, TokenTransfer.self, columns: transferColumns + ["chain_id"], format: .cryo,
            [line + ",1", line + ",10"])
        #expect(result.reasons == ["1 other-chain chain_id"])
    }

    @Test(arguments: ["topic0", "event_hash", "TOPIC_0"])
    func rejectsLogsOfOtherEvents(_ name: String) throws {
        let digits = String(transfer.dropFirst(2))
        let events = [transfer, approval, "", "0x" + digits.uppercased(), #"\x"# + digits, "Transfer", digits]
        let lines = events.map { "\(token),5,\(hash),1,2,\($0)" }
        let result = try transform(.tokenTransfers, TokenTransfer.self, columns: transferColumns + [name], lines)
        #expect(result.reasons == ["1 other-event topic0", "5 other-event topic0", "6 other-event topic0"])
        #expect(result.records.count == 4)
    }

    @Test func tokensAreNoLogs() throws {
        let result = try transform(
            .tokens, Token.self, columns: ["address", "name", "topic0"], ["\(token),n,\(approval)"])
        #expect(result.records.count == 1)
    }

    @Test func bytesAsPostgreSQLWritesThemAreRead() throws {
        let columns = transferColumns + ["from_address", "to_address", "block_timestamp", "block_hash"]
        let bytes = { (text: String) in #"\x"# + text.dropFirst(2) }
        let line =
            "\(bytes(token)),5,\(bytes(hash)),1,2,\(bytes(token)),,2022-08-09 00:00:00.5+00,\(bytes(hash).uppercased())"
        let result = try transform(
            .tokenTransfers, TokenTransfer.self, columns: columns,
            [
                line.replacing(#"\X"#, with: #"\x"#), line,
            ])
        #expect(result.reasons == ["1 not-hex block_hash"])
        let record = try #require(result.records.first)
        #expect(record.tokenAddress.description == token)
        #expect(record.fromAddress?.description == token && record.toAddress == nil)
        #expect([record.transactionHash.description, record.blockHash?.description] == [hash, hash])
        #expect(record.blockTimestamp?.description == "2022-08-09 00:00:00.500000 UTC")
        let object = #"{"address": "\\x\#(token.dropFirst(2))"}"#
        let read = try transform(.tokens, Token.self, columns: ["address", "name"], format: .ndjson, [object])
        #expect(read.records.first?.address.description == token)
    }

    @Test func amountsOfCryoAreReadAsPostgreSQLWritesBytes() throws {
        let result = try transform(
            .tokenTransfers, TokenTransfer.self, columns: transferColumns, format: .cryo,
            [#"\#(token),\x00ff,\#(hash),1,2"#])
        #expect(result.records.first?.value.description == "255")
    }
}

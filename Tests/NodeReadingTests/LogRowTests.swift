import Testing

@testable import NodeReading

/// What a log has to have.
@Suite struct LogRowTests {
    private static let event = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    private static let word = "0x" + String(repeating: "0", count: 63) + "1"

    private func row(data: String) throws -> Bool {
        let hash = "\"0x\(String(repeating: "a", count: 64))\""
        let text = """
            {"address":"0x\(String(repeating: "b", count: 40))","topics":["\(Self.event)","\(Self.word)","\(Self.word)"],\(data)
            "blockNumber":"0x5","blockHash":\(hash),"transactionHash":\(hash),"logIndex":"0x0"}
            """
        return try LogRow(try LogFields(Array(text.utf8).span.bytes), in: 0...9).isRow
    }

    @Test func aTransferHasDataOfOneWord() throws {
        #expect(try row(data: "\"data\":\"\(Self.word)\","))
        #expect(try !row(data: "\"data\":\"0x\","))
    }

    @Test(arguments: ["", "\"data\":null,"]) func aLogWithoutDataIsDamaged(data: String) {
        #expect(throws: AnswerFault.self) { try row(data: data) }
    }
}

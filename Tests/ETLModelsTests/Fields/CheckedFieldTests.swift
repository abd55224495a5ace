import ETLModels
import Testing

struct CheckedFieldTests {
    @Test(arguments: ["chain_id", "chainId", "chainid", "CHAIN_ID", "ChainID", " chain_id "])
    func knowsTheNamesOfAChain(_ name: String) {
        #expect(CheckedField(header: name) == .chain)
    }

    @Test(arguments: ["topic0", "topic_0", "Topic0", "event_hash", "EVENT_TOPIC", "event_signature_hash"])
    func knowsTheNamesOfAnEventsHash(_ name: String) {
        #expect(CheckedField(header: name) == .event)
    }

    @Test(arguments: ["chain", "id", "chain__id", "network_id", "topic1", "topics", "event", "", "address"])
    func isNoOtherField(_ name: String) {
        #expect(CheckedField(header: name) == nil)
    }

    @Test func isFoundUnderEachOfItsNames() {
        #expect(CheckedField.chain.positions(in: ["chainId", "address", "CHAIN_ID", "topic0"]) == [0, 2])
        #expect(CheckedField.chain.positions(in: ["address"]).isEmpty)
    }

    @Test func isLookedForUnderTheNamesOfASourceAndTheUsualOnesOfAChain() {
        let names = ["address", "topic0", "ChainID"]
        #expect(CheckedField.names(of: .tokens, among: names) == ["ChainID", "chain_id"])
        #expect(
            CheckedField.names(of: .tokenTransfers, among: names) == ["topic0", "ChainID", "chain_id", "event_hash"])
        #expect(CheckedField.names(of: .tokens, among: ["chainId"]) == ["chainId", "chain_id"])
    }

    /// A reject names its field by a column's position, or by the code of a field that is checked.
    @Test func itsCodeIsNoColumnsPosition() {
        let most = RecordKind.allCases.map(\.schema.columns.count).max() ?? 0
        #expect(CheckedField.allCases.allSatisfy { $0.rawValue >= most && $0.rawValue < 255 })
    }

    @Test func onlyLogsHaveAnEvent() {
        #expect(CheckedField.all(of: .tokens) == [.chain])
        #expect(CheckedField.all(of: .tokenTransfers) == [.chain, .event])
        #expect(
            TokenTransfer.event?.description == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
    }
}

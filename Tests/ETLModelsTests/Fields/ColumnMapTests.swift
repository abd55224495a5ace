import ETLModels
import TestData
import Testing

struct ColumnMapTests {
    private static func names(_ list: String) -> [String] { list.split(separator: ",").map(String.init) }

    private static let bigQueryTransfers = names(
        "token_address,from_address,to_address,value,transaction_hash,log_index,block_timestamp,block_number,block_hash"
    )
    private static let bigQueryTokens = names(
        "address,symbol,name,decimals,total_supply,block_timestamp,block_number,block_hash")
    private static let transfers = names(
        "token_address,from_address,to_address,value,transaction_hash,log_index,block_number")
    private static let tokens = names("address,symbol,name,decimals,total_supply,block_number")

    @Test func findsBigQueryColumns() throws {
        let transfers = try ColumnMap(Self.bigQueryTransfers, for: .tokenTransfers)
        #expect(transfers.positions == [7, 5, 4, 0, 1, 2, 3, 6, 8])
        #expect(transfers.fieldCount == 9)
        #expect(try ColumnMap(Self.bigQueryTokens, for: .tokens).positions == Array(0..<8))
    }

    @Test func findsTheColumnsOfEthereumETL() throws {
        #expect(try ColumnMap(Self.transfers, for: .tokenTransfers).positions == [6, 5, 4, 0, 1, 2, 3, -1, -1])
        #expect(try ColumnMap(Self.tokens, for: .tokens).positions == [0, 1, 2, 3, 4, -1, 5, -1])
    }

    @Test(arguments: [
        "erc20_token,erc20_from,erc20_to,erc20_value,erc20_tx_hash,erc20_log_index,erc20_block_number",
        "token_address,from_address,to_address,value,tx_hash,log_index,block_number",
    ])
    func findsTheOlderNamesOfTransfers(_ header: String) throws {
        let header = Self.names(header)
        #expect(try ColumnMap(header, for: .tokenTransfers).positions == [6, 5, 4, 0, 1, 2, 3, -1, -1])
        #expect(ColumnMap.kind(of: header) == .tokenTransfers)
    }

    @Test func findsTheOlderNamesOfTokens() throws {
        let header = Self.names(
            "erc20_token_address,erc20_token_symbol,erc20_token_name,erc20_token_decimals,erc20_token_total_supply")
        #expect(try ColumnMap(header, for: .tokens).positions == [0, 1, 2, 3, 4, -1, -1, -1])
        #expect(ColumnMap.kind(of: header) == .tokens)
    }

    @Test func findsColumnsInAnyOrderAmongOthers() throws {
        var random = SeededGenerator(16)
        let wanted = RecordKind.tokenTransfers.schema.columns.map(\.name)
        for _ in 0..<100 {
            let header = (Self.bigQueryTransfers + ["", "chain_id", "VALUE", " log_index"]).shuffled(using: &random)
            let map = try ColumnMap(header, for: .tokenTransfers)
            #expect(map.positions.map { header[$0] } == wanted)
            #expect(map.fieldCount == 13)
            #expect(ColumnMap.kind(of: header) == .tokenTransfers)
        }
    }

    @Test func prefersTodaysNameAndTheFirstOfTwins() throws {
        #expect(try ColumnMap(["erc20_token_address", "address", "address"], for: .tokens).positions[0] == 1)
    }

    @Test(arguments: RecordKind.allCases)
    func namesEveryRequiredColumnThatIsMissing(_ kind: RecordKind) {
        let required = kind.schema.columns.filter(\.isRequired).map(\.name)
        for name in required {
            let error = HeaderError(kind: kind, missing: [name])
            #expect(throws: error) { try ColumnMap(required.filter { $0 != name }, for: kind) }
        }
        #expect(throws: HeaderError(kind: kind, missing: required)) { try ColumnMap([], for: kind) }
    }

    @Test func tellsWhatIsMissing() {
        let error = HeaderError(kind: .tokenTransfers, missing: ["value", "log_index"])
        #expect(error.description.hasPrefix("the header lacks 'value', 'log_index', which token_transfers require"))
    }

    @Test func tellsTheKindByTheHeader() {
        #expect(ColumnMap.kind(of: Self.bigQueryTransfers) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.transfers) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.bigQueryTokens) == .tokens)
        #expect(ColumnMap.kind(of: Self.tokens) == .tokens)
        #expect(ColumnMap.kind(of: ["address"]) == .tokens)
        #expect(ColumnMap.kind(of: Self.transfers + ["address"]) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.tokens + ["token_address", "value"]) == .tokens)
        #expect(ColumnMap.kind(of: ["hash", "nonce"]) == nil)
        #expect(ColumnMap.kind(of: []) == nil)
    }

    @Test func takesNoOtherTableForTokensThatHasAnAddress() {
        #expect(ColumnMap.kind(of: ["address", "bytecode", "function_sighashes", "block_number"]) == nil)
        #expect(
            ColumnMap.kind(of: ["log_index", "transaction_hash", "address", "data", "topics", "block_hash"]) == nil)
        #expect(ColumnMap.kind(of: ["address"]) == .tokens)
        #expect(ColumnMap.kind(of: ["address", "block_number"]) == .tokens)
        #expect(ColumnMap.kind(of: ["address", "price", "symbol"]) == .tokens)
    }
}

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
            let header = (Self.bigQueryTransfers + ["", "chain_id", "VALUES", "log index"]).shuffled(using: &random)
            let map = try ColumnMap(header, for: .tokenTransfers)
            #expect(map.positions.map { header[$0] } == wanted)
            #expect(map.fieldCount == 13)
            #expect(ColumnMap.kind(of: header) == .tokenTransfers)
        }
    }

    @Test func findsColumnsHoweverTheirNamesAreWritten() throws {
        let header = Self.names(
            "\u{FEFF}\"Token_Address\", FROM_ADDRESS ,'to_address',VALUE,TX_HASH,Log_Index,block_number\t")
        #expect(try ColumnMap(header, for: .tokenTransfers).positions == [6, 5, 4, 0, 1, 2, 3, -1, -1])
        #expect(ColumnMap.kind(of: header) == .tokenTransfers)
    }

    @Test func findsRenamedColumns() throws {
        let header = Self.names("contract_address,FROM,to,value,evt_tx_hash,evt_index,block_number,to_address")
        let renames = ["contract_address=token_address", "from=from_address", "evt_tx_hash=transaction_hash"]
            .compactMap { ColumnRename($0) }
        #expect(ColumnMap.kind(of: header, renames: renames) == nil)
        let all = renames + [ColumnRename(name: " Evt_Index", column: "log_index")]
        #expect(try ColumnMap(header, renames: all, for: .tokenTransfers).positions == [6, 5, 4, 0, 1, 7, 3, -1, -1])
        let layout = SourceLayout(format: 1, delimiter: 0x2C, columns: header, renames: all)
        #expect(try ColumnMap(layout, for: .tokenTransfers) == ColumnMap(header, renames: all, for: .tokenTransfers))
        #expect(ColumnMap.kind(of: header, renames: all) == .tokenTransfers)
    }

    /// The fault of a header that has a column twice.
    private func twins(_ header: String, renames: [ColumnRename] = []) -> [String] {
        do throws(HeaderError) {
            _ = try ColumnMap(header.split(separator: ",").map(String.init), renames: renames, for: .tokenTransfers)
            return []
        } catch {
            return error.twins.map(\.description)
        }
    }

    @Test func refusesTwoFieldsForOneColumn() {
        let header = Self.transfers.joined(separator: ",")
        #expect(twins(header + ",value") == ["`value` is there twice, columns 4 and 8"])
        #expect(twins(header + ",value,x,value") == ["`value` is there 3 times, columns 4, 8 and 10"])
        #expect(
            twins(header + ",tx_hash, VALUE") == [
                "`transaction_hash` (column 5) and `tx_hash` (column 8) are the same field",
                "`value` (column 4) and ` VALUE` (column 9) are the same field",
            ])
        #expect(
            twins(header + ",amount", renames: [ColumnRename(name: "amount", column: "value")]) == [
                "`value` (column 4) and `amount` (column 8) are the same field"
            ])
        #expect(twins(header + ",x,x,address,address").isEmpty)
        #expect(ColumnMap.kind(of: Self.transfers + ["value"]) == .tokenTransfers)
    }

    @Test func namesTheFieldsOfASourceWithOtherNames() {
        let error = HeaderError(
            kind: .tokens, missing: [],
            twins: [
                ColumnTwins(column: "address", fields: [.init(position: 0, name: "a"), .init(position: 1, name: "b")])
            ])
        #expect(error.naming(["erc20"]).description == "`erc20` (column 1) and `b` (column 2) are the same field")
    }

    @Test(arguments: RecordKind.allCases)
    func namesEveryRequiredColumnThatIsMissing(_ kind: RecordKind) {
        let required = kind.schema.columns.filter(\.isRequired).map(\.name)
        for name in required {
            let error = HeaderError(kind: kind, missing: [name])
            let header = required.filter { $0 != name } + kind.schema.needsOneOf.suffix(1)
            #expect(throws: error) { try ColumnMap(header, for: kind) }
        }
        let error = HeaderError(kind: kind, missing: required, missingOneOf: kind.schema.needsOneOf)
        #expect(throws: error) { try ColumnMap([], for: kind) }
    }

    @Test(arguments: RecordKind.allCases.filter { !$0.schema.needsOneOf.isEmpty })
    func needsOneColumnOfSome(_ kind: RecordKind) throws {
        let required = kind.schema.columns.filter(\.isRequired).map(\.name)
        let needed = kind.schema.needsOneOf
        #expect(throws: HeaderError(kind: kind, missing: [], missingOneOf: needed)) {
            try ColumnMap(required + ["x"], for: kind)
        }
        for name in needed { #expect(try ColumnMap(required + [name], for: kind).fieldCount == required.count + 1) }
    }

    @Test func tellsWhatIsMissing() {
        let error = HeaderError(kind: .tokenTransfers, missing: ["value", "log_index"])
        #expect(error.description == "the header has no column value, log_index, which token_transfers require")
        let none = HeaderError(kind: .tokens, missing: [], missingOneOf: ["symbol", "name"])
        #expect(none.description == "the header has none of symbol, name, of which tokens require one")
    }

    @Test func tellsTheKindByTheHeader() {
        #expect(ColumnMap.kind(of: Self.bigQueryTransfers) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.transfers) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.bigQueryTokens) == .tokens)
        #expect(ColumnMap.kind(of: Self.tokens) == .tokens)
        #expect(ColumnMap.kind(of: ["address", "decimals"]) == .tokens)
        #expect(ColumnMap.kind(of: Self.transfers + ["address", "name"]) == .tokenTransfers)
        #expect(ColumnMap.kind(of: Self.tokens + ["token_address", "value"]) == .tokens)
        #expect(ColumnMap.kind(of: ["hash", "nonce"]) == nil)
        #expect(ColumnMap.kind(of: []) == nil)
    }

    @Test func takesNoOtherTableForTokensThatHasAnAddress() {
        #expect(ColumnMap.kind(of: ["address", "bytecode", "function_sighashes", "block_number"]) == nil)
        #expect(
            ColumnMap.kind(of: ["log_index", "transaction_hash", "address", "data", "topics", "block_hash"]) == nil)
        #expect(ColumnMap.kind(of: ["address"]) == nil)
        #expect(ColumnMap.kind(of: ["address", "block_number"]) == nil)
        #expect(ColumnMap.kind(of: ["address", "price", "symbol"]) == .tokens)
    }
}

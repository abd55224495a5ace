import ETLModels
import Testing

/// The rules for rows; those for single values are the models' own.
@Suite struct RowRuleTests {
    private let token = "0x" + String(repeating: "aB", count: 20)
    private let other = "0x" + String(repeating: "0", count: 39) + "1"
    private let hash = "0x" + String(repeating: "cd", count: 32)

    private typealias Tokens = Transformation<Token>
    private typealias Transfers = Transformation<TokenTransfer>

    @Test func takesColumnsInAnyOrderAndIgnoresUnknownOnes() throws {
        let columns = ["nonsense", "name", "address", "", "decimals", "symbol"]
        let result = try Tokens(.tokens, columns: columns, ["1e5,Dai,\(token),x,18,DAI"])
        let record = try #require(result.records.first)
        #expect(record.address.description == token.lowercased())
        #expect(record.symbol?.string == "DAI")
        #expect(record.name?.string == "Dai")
        #expect(record.decimals?.description == "18")
        #expect(record.totalSupply == nil)
        #expect(record.blockNumber == nil)
    }

    @Test(arguments: [
        ["token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_number"],
        [
            "erc20_token", "erc20_from", "erc20_to", "erc20_value", "erc20_tx_hash", "erc20_log_index",
            "erc20_block_number",
        ],
        ["token_address", "from_address", "to_address", "value", "tx_hash", "log_index", "block_number"],
    ])
    func knowsTheNamesOfOlderExports(columns: [String]) throws {
        let result = try Transfers(
            .tokenTransfers, columns: columns, ["\(token),\(other),\(token),99,\(hash),3,17000000"])
        let record = try #require(result.records.first)
        #expect(record.tokenAddress.description == token.lowercased())
        #expect(record.fromAddress?.description == other)
        #expect(record.toAddress?.description == token.lowercased())
        #expect(record.value.description == "99")
        #expect(record.transactionHash.description == hash)
        #expect(record.logIndex == 3)
        #expect(record.blockNumber == 17_000_000)
        #expect(record.blockTimestamp == nil)
    }

    @Test func knowsTheTokenNamesOfOlderExports() throws {
        let columns = [
            "erc20_token_address", "erc20_token_symbol", "erc20_token_name", "erc20_token_decimals",
            "erc20_token_total_supply",
        ]
        let record = try #require(try Tokens(.tokens, columns: columns, ["\(token),A,B,1,2"]).records.first)
        #expect([record.symbol?.string, record.name?.string] == ["A", "B"])
        #expect([record.decimals?.description, record.totalSupply?.description] == ["1", "2"])
    }

    @Test func readsEmptyFieldsAsNull() throws {
        let columns = [
            "address", "symbol", "name", "decimals", "total_supply", "block_timestamp", "block_number", "block_hash",
        ]
        let result = try Tokens(.tokens, columns: columns, ["\(token),,,,,,,", "\(token),\"\",\"\",,,,,"])
        #expect(result.rejects.isEmpty)
        for record in result.records {
            #expect(record.symbol == nil && record.name == nil && record.decimals == nil)
            #expect(record.totalSupply == nil && record.blockTimestamp == nil)
            #expect(record.blockNumber == nil && record.blockHash == nil)
        }
        #expect(result.records.count == 2)
        #expect(result.repaired == 0)
    }

    @Test func rejectsRecordsWithTooManyOrTooFewFields() throws {
        let lines = ["\(token),A", "\(token),A,1", token, "\(token),\"a,b\"", "\(token),A,", "\"\(token),A\""]
        let result = try Tokens(.tokens, columns: ["address", "symbol"], lines)
        #expect(result.reasons == ["1 field-count -", "2 field-count -", "4 field-count -", "5 field-count -"])
        #expect(result.rejects.map(\.raw) == [lines[1], lines[2], lines[4], lines[5]])
        #expect(result.records.map { $0.symbol?.string } == ["A", "a,b"])
    }

    @Test func saysWhichFieldOfARecordIsWrongAndKeepsItsText() throws {
        let columns = [
            "token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_number",
            "block_timestamp",
        ]
        let good = [token, other, other, "1", hash, "0", "1", "2022-08-08 23:06:52 UTC"]
        let faults: [(place: Int, text: String, outcome: String)] = [
            (0, "", "missing token_address"), (3, "", "missing value"), (4, "", "missing transaction_hash"),
            (5, "", "missing log_index"), (6, "", "missing block_number"), (0, "0x12", "wrong-length token_address"),
            (1, " \(other)", "wrong-length from_address"), (2, String(other.dropLast()) + "g", "not-hex to_address"),
            (3, "1e18", "not-a-number value"), (3, "-1", "not-a-number value"), (3, "1.0", "not-a-number value"),
            (3, "115792089237316195423570985008687907853269984665640564039457584007913129639936", "out-of-range value"),
            (5, "2147483648", "out-of-range log_index"), (6, "9223372036854775808", "out-of-range block_number"),
            (7, "2022-02-30 00:00:00 UTC", "invalid-timestamp block_timestamp"),
        ]
        let lines = faults.map { fault in
            var fields = good
            fields[fault.place] = fault.text
            return fields.joined(separator: ",")
        }
        let result = try Transfers(.tokenTransfers, columns: columns, [good.joined(separator: ",")] + lines)
        #expect(result.records.count == 1)
        #expect(result.reasons == faults.enumerated().map { "\($0.offset + 1) \($0.element.outcome)" })
        #expect(result.rejects.map(\.raw) == lines)
        #expect(result.rejects.map(\.recordNumber) == (102..<UInt64(102 + lines.count)).map { $0 })
    }

    @Test func acceptsTheLargestValues() throws {
        let columns = ["token_address", "value", "transaction_hash", "log_index", "block_number"]
        let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        let result = try Transfers(
            .tokenTransfers, columns: columns, ["\(token),000\(largest),\(hash),2147483647,9223372036854775807"])
        let record = try #require(result.records.first)
        #expect(record.value.description == largest)
        #expect(record.logIndex == Int32.max)
        #expect(record.blockNumber == Int64.max)
    }

    @Test func countsRecordsWhoseTextWasRepaired() throws {
        let address = Array("\(token),".utf8)
        let lines: [[UInt8]] = [
            address + Array("clean".utf8), address + [0x61, 0, 0x62], address + [0xFF, 0x61], address + [0],
            // The record is repaired but then rejected, so the repair does not count.
            Array("0x,".utf8) + [0xFF],
        ]
        let result = try Tokens(.tokens, columns: ["address", "symbol"], bytes: lines)
        #expect(result.records.map { $0.symbol?.string } == ["clean", "ab", "\u{FFFD}a", nil])
        #expect(result.repaired == 3)
        #expect(result.reasons == ["4 wrong-length address"])
        #expect(result.rejects.first?.raw == "0x,\u{FFFD}")
    }

    @Test func rejectsWhatTheExtractorFoundDefect() throws {
        let lines = ["\(token),A", "\(token),\"x", "\(token),B", "\(token),\"long"]
        let result = try Tokens(
            .tokens, columns: ["address", "symbol"], lines, defects: [1: .holdsRecords, 3: .tooLong])
        #expect(result.reasons == ["1 holds-records -", "3 too-long -"])
        #expect(result.rejects.map(\.raw) == [lines[1], lines[3]])
        #expect(result.records.count == 2)
    }

    @Test func resolvesQuotes() throws {
        let lines = ["\"\(token)\",\"a \"\"b\"\" c,\nd\"", "\(token),a\"b", "\(token),\"a\"b"]
        let result = try Tokens(.tokens, columns: ["address", "symbol"], lines)
        #expect(
            result.records.map { $0.symbol?.string } == ["a \"b\" c,\nd", "a\"b"]
        )
        #expect(result.reasons == ["2 stray-quote -"])
        #expect(result.repaired == 0)
    }
}

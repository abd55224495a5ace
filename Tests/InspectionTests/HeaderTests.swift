import ArgumentParser
import DecodedValues
import ETLModels
import SourceDescriptions
import Submission
import TestData
import Testing

@testable import ETLCommands
@testable import Inspection

/// Which headers are understood, and what is said of the others.
struct HeaderTests {
    static func inspect(_ text: String, kind: RecordKind? = nil, _ options: [String] = []) throws -> FileInspection {
        let folder = try ExportFolder()
        let content = try ContentOptions.parse(options)
        return FileInspection(
            of: try folder.write(text.utf8),
            FileInspection.Request(
                kind: kind ?? content.recordKind, naming: content.naming,
                limits: RecordChecker.Limits(checked: nil, records: 5)))
    }

    static let address = Exports.token
    static let plain = "token_address,from_address,to_address,value,transaction_hash,log_index,block_number"
    static let transfer = "\(address),\(address),\(address),5,\(Exports.hash),1,7"

    /// The options that the inspection of a file suggests.
    private func suggested(_ found: FileInspection) -> [String] {
        found.advice.flags.flatMap { $0.replacing("'", with: "").split(separator: " ", maxSplits: 1).map(String.init) }
    }

    @Test(arguments: [
        plain.uppercased(), plain.replacing(",", with: " , "), "\u{FEFF}\u{FEFF}\u{FEFF}" + plain,
        "\u{FEFF}\u{FEFF}\"" + plain.replacing(",", with: "\",\"") + "\"",
        "\u{FEFF}\"\u{FEFF}token_address\"" + plain.dropFirst(13),
    ])
    func understandsNamesHoweverTheyAreWritten(_ header: String) throws {
        let found = try Self.inspect("\(header)\n\(Self.transfer)\n")
        let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
        #expect((check.checked, check.passed) == (1, 1))
        #expect(
            check.firstRecords.first?.values.entries.first { $0.name == "from_address" }?.value.shown == Self.address)
    }

    @Test func understandsTheKeysOfRecordsHoweverTheyAreWritten() throws {
        let found = try Self.inspect(#"{"ADDRESS":"\#(Self.address)","symbol ":"AB","other ":"x"}"# + "\n")
        let values = try #require(found.sources.first?.check.firstRecords.first?.values.entries)
        #expect(values.first { $0.name == "symbol" }?.value.shown == "AB")
        #expect(found.ignored == ["other "])
        let twice = try Self.inspect(#"{"address":"\#(Self.address)","symbol":"AB","symbol ":"x"}"# + "\n")
        #expect(twice.sources.first?.check.firstRejects.first?.reason == "duplicate-field")
    }

    @Test func refusesTwoColumnsForOneField() throws {
        let same = try Self.inspect("\(Self.plain),value\n\(Self.transfer),9\n")
        #expect(same.failure?.contains("`value` is there twice, columns 4 and 8") == true)
        let aliases = try Self.inspect(Self.plain.replacing("log_index", with: "tx_hash,log_index") + "\n")
        #expect(
            aliases.failure?.contains("`transaction_hash` (column 5) and `tx_hash` (column 6) are the same field")
                == true)
        #expect(try Self.inspect("\(Self.plain),x,x\n\(Self.transfer),1,2\n").isSound)
        let named = try Self.inspect("\(Self.address),a,b\n", ["--columns", "address,symbol,SYMBOL"])
        #expect(named.failure?.contains("`symbol` (column 2) and `SYMBOL` (column 3)") == true)
    }

    @Test func refusesACryoHeaderWithTwoContractsByTheirNames() throws {
        let header = Self.plain.replacing("token_address", with: "erc20,ERC721").replacing(
            "value", with: "value_string")
        let found = try Self.inspect("\(header),value_binary,value\n")
        #expect(found.failure?.contains("`erc20` (column 1) and `ERC721` (column 2) are the same field") == true)
        let forms = Self.plain.replacing("token_address", with: "ERC20").replacing(
            "value", with: "value_hex,VALUE_STRING")
        let cells = Self.transfer.replacing(",5,", with: ",0x05,6,")
        #expect(try Self.inspect("\(forms)\n\(cells)\n").sources.first?.check.passed == 1)
        for (form, own) in [("value_string", "value"), ("value_hex", "VALUE")] {
            let both = Self.plain.replacing("token_address", with: "erc20").replacing("value", with: "\(form),\(own)")
            let failure = try Self.inspect("\(both)\n\(cells)\n").failure
            #expect(failure?.contains("`\(form)` (column 4) and `\(own)` (column 5) are the same field") == true)
        }
        let named = "\(Self.plain.replacing("token_address", with: "erc20,token_address"))\n"
        #expect(try Self.inspect(named).failure?.contains("`token_address` (column 2) are the same field") == true)
        let twice = forms.replacing("value_hex", with: "value_string")
        #expect(try Self.inspect("\(twice)\n\(cells)\n").failure?.contains("are the same field") == true)
    }

    @Test func rejectsRecordsWithTwoContractsOrAmounts() throws {
        let record =
            #"{"erc20":"\#(Self.address)","token_address":"\#(Self.address)","value":5,"transaction_hash":"\#(Exports.hash)","#
            + #""log_index":1,"block_number":7}"#
        for text in [record, record.replacing("\"token_address\"", with: "\"value_string\"")] {
            let found = try Self.inspect("\(text)\n")
            let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
            #expect(check.reasons.map(\.reason) == ["duplicate-field"])
        }
    }

    @Test func rejectsThemWhereverTheContractsNamesAre() throws {
        let transfer =
            #""token_address":"\#(Self.address)","value":5,"transaction_hash":"\#(Exports.hash)","log_index":1,"#
            + #""block_number":7"#
        let cryos = transfer.replacing("token_address", with: "erc20").replacing("value", with: "value_string")
        let both = #"{\#(transfer),"erc20":"\#(Self.address)"}"#
        for text in ["\(both)\n", "{\(transfer)}\n\(both)\n", #"{"token_address":"0x",\#(cryos)}"# + "\n{\(cryos)}\n"] {
            let found = try Self.inspect(text)
            let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
            #expect(check.reasons.map(\.reason) == ["duplicate-field"])
            #expect(check.passed == text.split(separator: "\n").count - 1)
        }
    }

    @Test func refusesAStreamWhoseItemsLackColumns() throws {
        let found = try Self.inspect(#"{"type":"token","address":"\#(Self.address)","sym":"S"}"# + "\n")
        #expect(found.failure?.contains("items of type token lack any of symbol, name, decimals, total_supply") == true)
    }

    @Test func saysThatJSONNamesItsFields() throws {
        let found = try Self.inspect(
            #"{"address":"\#(Self.address)","symbol":"x"}"# + "\n", ["--columns", "address,symbol"])
        #expect(found.failure?.contains("submit the file without --columns") == true)
    }

    @Test func saysThatAHeaderIsNotTheGivenNames() throws {
        let found = try Self.inspect("symbol,address\nA,\(Self.address)\n", ["--columns", "address,symbol"])
        #expect(found.sources.first?.check.damage?.contains("line 1 is a header, but not one of the names") == true)
    }

    @Test(arguments: [nil, RecordKind.tokens])
    func refusesAddressesWithNothingToLoad(_ kind: RecordKind?) throws {
        for header in ["address", "address,block_number", "address,bytecode,function_sighashes,is_erc20,block_hash"] {
            let found = try Self.inspect("\(header)\n", kind: kind)
            let failure = try #require(found.failure, "\(header)")
            #expect(failure.contains("lacks any of symbol, name, decimals, total_supply of tokens"))
            #expect(failure.contains("cannot be loaded"))
            #expect(found.advice == nil)
        }
        #expect(try Self.inspect("address,symbol,name,decimals\n", kind: kind).isSound)
    }

    @Test(arguments: [
        // Dune
        "contract_address,evt_tx_hash,evt_index,evt_block_time,evt_block_number,from,to,value",
        "tx_hash,evt_index,from,to,contract_address,symbol,amount_raw,amount,amount_usd,block_time,block_number",
        // Flipside
        "BLOCK_NUMBER,BLOCK_TIMESTAMP,TX_HASH,EVENT_INDEX,FROM_ADDRESS,TO_ADDRESS,CONTRACT_ADDRESS,NAME,SYMBOL,DECIMALS,"
            + "RAW_AMOUNT,RAW_AMOUNT_PRECISE,AMOUNT",
        // Moralis, Covalent, BigQuery
        "transaction_hash,address,block_timestamp,block_number,block_hash,to_address,from_address,value,log_index",
        "block_signed_at,block_height,tx_hash,log_offset,from_address,to_address,contract_address,delta",
        "block_hash,block_number,transaction_hash,transaction_index,event_index,address,from_address,to_address,quantity",
        // web3, slips of the pen
        "tokenAddress;from;to;value;transactionHash;logIndex;blockNumber;timeStamp",
        "token_adress,from_adress,to_addres,valeu,transction_hash,log_indx,block_numbr",
        "token,address from,to,amount,txhash,log_idx,block",
        // Tokens
        "contract_address,contract_ticker_symbol,contract_name,contract_decimals",
        "blockchain,contract_address,symbol,decimals",
        // The Graph, and names with the standard in front
        "id,symbol,name,decimals", "erc20_address,erc20_symbol,erc20_name,erc20_decimals",
    ])
    func suggestsOptionsThatMakeAFileFit(_ header: String) throws {
        let found = try Self.inspect("\(header)\n")
        #expect(!found.canBeSubmitted)
        let options = suggested(found)
        #expect(options.contains("--rename"), "\(found.failure ?? "")")
        let again = try Self.inspect("\(header)\n", options)
        #expect(again.isSound, "\(again.failure ?? "")")
        #expect(again.unread?.renames ?? [] == [])
        let columns = try #require(again.sources.first?.columns)
        let isTransfer = again.sources.first?.kind == "token_transfers"
        #expect(!isTransfer || columns.filter { $0.field == nil }.allSatisfy { $0.column.hasPrefix("block_") })
    }

    @Test func suggestsTheExactAmount() throws {
        let found = try Self.inspect("tx_hash,evt_index,contract_address,amount,amount_raw,block_number\n")
        #expect(suggested(found).contains("amount_raw=value"))
    }

    @Test(arguments: [
        "Txhash,UnixTimestamp,DateTime,From,To,TokenValue,ContractAddress,TokenName,TokenSymbol",
        "blockNumber,timeStamp,hash,nonce,blockHash,from,contractAddress,to,value,tokenName,tokenSymbol,tokenDecimal",
    ])
    func saysThatATransferNeedsALogIndex(_ header: String) throws {
        let found = try Self.inspect("\(header)\n")
        let failure = try #require(found.failure)
        #expect(failure.contains("log_index"))
        #expect(failure.contains("a token transfer has no key"))
        #expect(failure.contains("this export cannot be loaded"))
        #expect(found.advice == nil)
    }

    @Test func namesTheMissingColumnsAndTheNearest() throws {
        let found = try Self.inspect("token,evt_tx_hash,value,block\n")
        let failure = try #require(found.failure)
        #expect(failure.contains("lacks block_number, log_index, transaction_hash, token_address of token_transfers"))
        #expect(failure.contains("the nearest names are block, evt_tx_hash, token"))
        #expect(failure.contains("without log_index a token transfer has no key"))
        let strange = try Self.inspect("a,b\n")
        #expect(strange.failure?.contains("tokens needs address and at least one of symbol, name, decimals") == true)
    }

    @Test func warnsOfColumnsThatAreNotLoaded() throws {
        let text = "address,symbol,holders,price\n\(Self.address),A,1,2\n"
        #expect(try Self.inspect(text).unread == nil)
        let told = try Self.inspect(text, kind: .tokens)
        #expect(told.unread?.names == ["holders", "price"])
        #expect(told.isSound)
        #expect(told.lines.contains { $0.contains("not loaded, since tokens has no such columns: holders, price") })
        let senders = try Self.inspect(Self.plain.replacing("from_address,to_address", with: "from,to") + "\n")
        #expect(senders.unread?.renames.map(\.description) == ["from=from_address", "to=to_address"])
        #expect(senders.lines.contains { $0.hasSuffix("--rename from=from_address \\") })
    }
}

import ArgumentParser
import DecodedValues
import ETLModels
import SourceDescriptions
import TestData
import Testing

@testable import ETLCommands
@testable import Inspection

/// Columns of other names, as a user tells them.
struct RenameTests {
    private static let address = HeaderTests.address

    @Test func renamesColumnsOfCSV() throws {
        let header = HeaderTests.plain.replacing("transaction_hash", with: " TX ").replacing(
            "block_number", with: "block")
        let found = try HeaderTests.inspect(
            "\(header)\n\(HeaderTests.transfer)\n",
            ["--rename", "tx=transaction_hash", "--rename", "BLOCK=block_number"])
        #expect(found.sources.first?.check.passed == 1, "\(found.failure ?? "")")
        #expect(found.sources.first?.columns.first { $0.column == "transaction_hash" }?.field == " TX ")
        #expect(found.ignored.isEmpty)
    }

    @Test func renamesColumnsThatAreInNoHeader() throws {
        let found = try HeaderTests.inspect(
            "\(Self.address);abc\n", ["--columns", "contract,symbol", "--rename", "contract=address"])
        #expect(found.headerless)
        #expect(found.sources.first?.check.passed == 1, "\(found.failure ?? "")")
    }

    @Test func swapsColumns() throws {
        let other = "0x" + String(repeating: "12", count: 20)
        let cells = HeaderTests.transfer.replacing(
            ",\(Self.address),\(Self.address),", with: ",\(other),\(Self.address),")
        let swap = ["--rename", "from_address=to_address", "--rename", "to_address=from_address"]
        let json =
            #"{"token_address":"\#(Self.address)","from_address":"\#(other)","to_address":"\#(Self.address)","#
            + #""value":5,"transaction_hash":"\#(Exports.hash)","log_index":1,"block_number":7}"#
        for text in ["\(HeaderTests.plain)\n\(cells)\n", json + "\n"] {
            let found = try HeaderTests.inspect(text, swap)
            let values = try #require(found.sources.first?.check.firstRecords.first?.values.entries)
            #expect(values.first { $0.name == "to_address" }?.value.shown == other)
            #expect(values.first { $0.name == "from_address" }?.value.shown == Self.address)
        }
    }

    @Test func renamesTheKeysOfRecords() throws {
        let lines = [
            #"{"contract":"\#(Self.address)","block":1,"name":"x"}"#,
            #"{"contract":"\#(Self.address)","SYMBOL":"A","name":"x"}"#,
            #"{"contract":"\#(Self.address)","block":2,"name":null}"#,
        ]
        let text = lines.joined(separator: "\n")
        let found = try HeaderTests.inspect(
            text, ["--rename", "Contract=address", "--rename", "block=block_number", "--rename", "name=symbol"])
        let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
        #expect(check.passed == 2)
        #expect(check.reasons.map(\.reason) == ["duplicate-field"])
        #expect(check.firstRecords.first?.values.entries.map(\.value.shown).prefix(3) == [Self.address, "x", "NULL"])
        #expect(found.sources.first?.columns.first { $0.column == "block_number" }?.field == "block")
        #expect(found.ignored.isEmpty)
    }

    @Test func renamesColumnsOfCryo() throws {
        let header = HeaderTests.plain.replacing("token_address", with: "erc20").replacing(
            "value", with: "value_binary,v"
        )
        .replacing("block_number", with: "height")
        let cells = HeaderTests.transfer.replacing(",5,", with: ",0x05,0x06,")
        let found = try HeaderTests.inspect(
            "\(header)\n\(cells)\n", ["--rename", "height=block_number", "--rename", "v=value"])
        #expect(found.format == "cryo csv")
        let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
        #expect(check.firstRecords.first?.values.entries.first { $0.name == "value" }?.value.shown == "6")
        #expect(found.ignored == ["value_binary"])
    }

    @Test func renamesCryosContractToWhatItIs() throws {
        let header = HeaderTests.plain.replacing("token_address", with: "erc20").replacing(
            "value", with: "value_string")
        let found = try HeaderTests.inspect(
            "\(header)\n\(HeaderTests.transfer)\n", ["--rename", "erc20=token_address"])
        #expect(found.sources.first?.check.passed == 1, "\(found.failure ?? "")")
        let record =
            #"{"erc20":"\#(Self.address)","value_string":"5","transaction_hash":"\#(Exports.hash)","log_index":1,"#
            + #""block_number":7}"#
        let member = try HeaderTests.inspect("\(record)\n", ["--rename", "erc20=token_address"])
        #expect(member.sources.first?.check.passed == 1, "\(member.failure ?? "")")
    }

    @Test func refusesANameThatIsNotThere() throws {
        let found = try HeaderTests.inspect("\(HeaderTests.plain)\n", ["--rename", "tx_hsh=transaction_hash"])
        #expect(found.failure?.hasPrefix("no field is called tx_hsh that could be transaction_hash") == true)
        let near = try HeaderTests.inspect("evt_hash,tx_hash,contract\n", ["--rename", "tx_hsh=transaction_hash"])
        #expect(near.failure?.contains("the nearest names are tx_hash") == true)
        let mixed = try HeaderTests.inspect("address,symbol,x\n", ["--rename", "x=log_index"])
        #expect(mixed.failure?.contains("x cannot be log_index: the columns of tokens are address, symbol") == true)
    }

    @Test(arguments: [
        ["a"], ["a="], ["=value"], ["a=no_such_column"], ["a=value", "A =log_index"], ["a=value", "b=VALUE"],
    ])
    func refusesOptionsThatMeanNothing(_ renames: [String]) {
        #expect(throws: (any Error).self) { try ContentOptions.parse(renames.flatMap { ["--rename", $0] }) }
    }

    @Test func takesTheSameOptionTwice() throws {
        let options = try ContentOptions.parse(["--rename", "a=value", "--rename", "a=value", "--rename", "b=c=symbol"])
        #expect(options.naming.renames.map(\.description) == ["a=value", "b=c=symbol"])
    }

    @Test func listsTheColumnsThatThereAre() {
        do {
            _ = try ContentOptions.parse(["--rename", "a=hash"])
            Issue.record("accepted")
        } catch {
            let message = ContentOptions.message(for: error)
            #expect(message.contains("the columns are address, symbol, name"))
            #expect(message.contains("log_index"))
        }
    }
}

import ETLModels
import SourceDescriptions
import Testing

@testable import Formats

struct NDJSONTests {
    private func match(_ text: String) throws -> FormatMatch? {
        try NDJSON.match(TextSample(Array(text.utf8), isWhole: true), [])
    }

    @Test(arguments: RecordKind.allCases)
    func anItemOfAKindMakesAStream(kind: RecordKind) throws {
        let found = try #require(try match("{\"type\": \"\(kind.itemType)\", \"item_id\": \"1\"}\n"))
        #expect(found.format == .stream)
        #expect(found.kinds == [kind])
    }

    @Test func itemsOfOtherTypesMakeAStreamToo() throws {
        let found = try #require(try match("{\"type\": \"geth_trace\"}\n"))
        #expect(found.format == .stream)
        #expect(found.kinds.isEmpty)
    }

    @Test func anUnknownTypeMakesNoStream() throws {
        #expect(try match("{\"type\": \"ERC20\"}\n")?.format == .ndjson)
    }
}

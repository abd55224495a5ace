import ETLModels
import SourceDescriptions
import Testing

@Suite struct NodeRangeTests {
    private static let genesis = String(repeating: "0f", count: 32)
    private static let last = String(repeating: "a1", count: 32)
    private static let uri = "node:mainnet/1/\(genesis)/1000-1999/\(last)"

    @Test func aNameSaysEverything() throws {
        let range = try #require(NodeRange(Self.uri))
        #expect(range.uri == Self.uri)
        #expect(range.node == "mainnet" && range.chain.number == 1 && range.blocks == 1000...1999)
        #expect(range.genesis == Self.genesis && range.lastHash == Self.last)
        #expect(range.count == 1000)
    }

    @Test func theNameSaysHowManyConfirmationsCountAsFinal() throws {
        let text = Self.uri.replacing("mainnet", with: "linea+64")
        let range = try #require(NodeRange(text))
        #expect(range.uri == text && range.node == "linea" && range.confirmations == 64)
        #expect(try #require(NodeRange(Self.uri)).confirmations == nil)
        #expect(try #require(NodeRange(Self.uri)).identity == range.identity)
        #expect(range.shortName == "linea 1000-1999")
    }

    @Test func theIdentityHasNoNode() throws {
        let other = try #require(NodeRange(Self.uri.replacing("mainnet", with: "127.0.0.1:8545")))
        #expect(try #require(NodeRange(Self.uri)).identity == other.identity)
    }

    @Test(arguments: [
        "", "node:", "node:mainnet", uri + "/", uri + " ", uri.uppercased(), uri.replacing("node:", with: "Node:"),
        uri.replacing("mainnet", with: ""), uri.replacing("mainnet", with: "main net"),
        uri.replacing("mainnet/1", with: "mainnet/0"),
        uri.replacing("mainnet", with: "mainnet+"), uri.replacing("mainnet", with: "mainnet+0"),
        uri.replacing("mainnet", with: "mainnet+064"), uri.replacing("mainnet", with: "mainnet+1+2"),
        uri.replacing("mainnet", with: "+64"), uri.replacing("mainnet", with: "mainnet+1000001"),
        uri.replacing("mainnet/1", with: "mainnet/+1"), uri.replacing("1000-1999", with: "1999-1000"),
        uri.replacing("1000-1999", with: "01000-1999"), uri.replacing("1000-1999", with: "1000"),
        uri.replacing("1000-1999", with: "0-1000000"), uri.replacing("1000-1999", with: "1-9223372036854775808"),
        uri.replacing(last, with: "a1"), uri.replacing(last, with: "0x" + last),
    ]) func refusesEveryOtherText(text: String) {
        #expect(NodeRange(text) == nil)
    }
}

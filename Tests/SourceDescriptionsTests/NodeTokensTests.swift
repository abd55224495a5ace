import ETLModels
import SourceDescriptions
import Testing

@Suite struct NodeTokensTests {
    private static let genesis = String(repeating: "0f", count: 32)
    private static let hash = String(repeating: "a1", count: 32)
    private static let addresses = ["1", "2", "f"].map { String(repeating: $0, count: 40) }
    private static let uri = "node-tokens:mainnet/1/\(genesis)/1000/\(hash)/\(addresses.joined(separator: ","))"

    @Test func theNameSaysHowManyConfirmationsCountAsFinal() throws {
        let text = Self.uri.replacing("mainnet", with: "linea+64")
        let tokens = try #require(NodeTokens(text))
        #expect(tokens.uri == text && tokens.node == "linea" && tokens.confirmations == 64)
        #expect(try #require(NodeTokens(Self.uri)).identity == tokens.identity)
    }

    @Test func aNameSaysEverything() throws {
        let tokens = try #require(NodeTokens(Self.uri))
        #expect(tokens.uri == Self.uri)
        #expect(tokens.node == "mainnet" && tokens.chain.number == 1 && tokens.block == 1000)
        #expect(tokens.genesis == Self.genesis && tokens.blockHash == Self.hash && tokens.addresses == Self.addresses)
    }

    @Test func addressesAreSortedAndEachIsThereOnce() throws {
        let chain = try #require(ChainID(1))
        let tokens = NodeTokens(
            node: "mainnet", chain: chain, genesis: Self.genesis, block: 1000, blockHash: Self.hash,
            addresses: Self.addresses.reversed() + Self.addresses)
        #expect(tokens?.uri == Self.uri)
    }

    @Test func theIdentityHasNoNode() throws {
        let other = try #require(NodeTokens(Self.uri.replacing("mainnet", with: "127.0.0.1:8545")))
        #expect(try #require(NodeTokens(Self.uri)).identity == other.identity)
    }

    @Test func theLongestNameFitsAJob() throws {
        let addresses = (0..<NodeTokens.mostAddresses).map { number in
            String(repeating: "0", count: 37) + String(number + 100)
        }
        let chain = try #require(ChainID(UInt64(Int64.max)))
        let node = String(repeating: "n", count: 64)
        func source(_ addresses: [String]) -> NodeTokens? {
            NodeTokens(
                node: node, chain: chain, genesis: Self.genesis, block: NodeRange.highestBlock, blockHash: Self.hash,
                addresses: addresses)
        }
        #expect(try #require(source(addresses)).uri.utf8.count <= 4096)
        #expect(source(addresses + [String(repeating: "a", count: 40)]) == nil)
        #expect(source([]) == nil)
    }

    @Test(arguments: [
        "", "node-tokens:", uri + ",", uri + "/", uri.uppercased(), uri.replacing("node-tokens:", with: "node:"),
        uri.replacing("mainnet/1", with: "mainnet/0"), uri.replacing("/1000/", with: "/01000/"),
        uri.replacing("/1000/", with: "/9223372036854775808/"), uri.replacing(hash, with: "a1"),
        uri.replacing(",", with: ", "), uri.replacing(addresses[0], with: addresses[1]),
        uri.replacing(addresses[0], with: "0x" + addresses[0]), uri.replacing(addresses[0], with: addresses[0] + "1"),
        uri.replacing(addresses.joined(separator: ","), with: addresses.reversed().joined(separator: ",")),
    ]) func refusesEveryOtherText(text: String) {
        #expect(NodeTokens(text) == nil)
    }

    @Test func aSourceOfANodeIsNamedByEither() {
        let range = "node:mainnet/1/\(Self.genesis)/0-9/\(Self.hash)"
        #expect(ChainSource(range)?.shortName == "mainnet 0-9")
        #expect(ChainSource(Self.uri)?.shortName == "mainnet 3 tokens from 0x\(Self.addresses[0]) at block 1000")
        #expect(ChainSource("/data/node.csv") == nil && !ChainSource.isMeant(by: "/data/node.csv"))
        #expect(ChainSource.isMeant(by: "node-tokens:x") && ChainSource.isMeant(by: "node:x"))
    }
}

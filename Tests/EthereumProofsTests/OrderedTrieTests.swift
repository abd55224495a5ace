import EthereumProofs
import Testing

@Suite struct OrderedTrieTests {
    @Test(arguments: KnownAnswers.roots) func rootsAreThoseOfAnotherImplementation(
        count: Int, scale: Int, wanted: String
    ) {
        var trie = OrderedTrie()
        var item: [UInt8] = []
        for number in 0..<count {
            item.removeAll()
            item += KnownAnswers.item(number, scale)
            trie.append(&item)
        }
        #expect(trie.root().digits == wanted)
    }

    @Test func aListWithoutItemsHasTheEmptyRoot() {
        var trie = OrderedTrie()
        #expect(trie.root() == OrderedTrie.emptyRoot)
        #expect(Keccak256.hash(([0x80] as [UInt8]).span.bytes) == OrderedTrie.emptyRoot)
    }
}

/// What a transfer is, by the rule of ethereum-etl (ethereumetl/service/token_transfer_extractor.py): topics and words of
/// data are one list of items, and a log is a transfer if it has exactly four.
///
/// So ERC-20, ERC-721 (the value is the token's id), and contracts such as CryptoKitties', which index nothing, all have
/// rows. ERC-1155 has other events.
enum TransferEvent {
    /// The hash of `Transfer(address,address,uint256)`.
    static let topic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    /// Its first eight bytes and the rest, as words.
    static let words = HexWords(
        0xDDF2_52AD_1BE2_C89B, 0x69C2_B068_FC37_8DAA, 0x952B_A7F1_63C4_A116, 0x28F5_5A4D_F523_B3EF)
    /// The items of a row: the event, two addresses and a value.
    static let items = 4
    /// The digits of an item.
    static let itemDigits = 64

    /// The bits of a header's bloom filter that the event sets (yellow paper, section 4.3.1): the lower 11 bits of each of
    /// the first three pairs of bytes of the topic's Keccak-256.
    static let bloomBits: [Int] = [1443, 481, 1060]
}

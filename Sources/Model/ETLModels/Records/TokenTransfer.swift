/// A transfer of a token between two accounts: one `Transfer` event of a transaction's log.
public struct TokenTransfer: Record {
    /// The block that holds the transaction.
    public let blockNumber: Int64
    /// The position of the event within the block.
    public let logIndex: Int32
    /// The transaction.
    public let transactionHash: Hash32
    /// The token's contract.
    public let tokenAddress: Address
    /// The account that gave; the zero address for a mint.
    public let fromAddress: Address?
    /// The account that received; the zero address for a burn.
    public let toAddress: Address?
    /// The amount in the smallest unit, or the id of a non-fungible token.
    public let value: UInt256
    /// The time of the block.
    public let blockTimestamp: Timestamp?
    /// The hash of the block.
    public let blockHash: Hash32?

    /// The table `token_transfers`.
    public static let table: String = "token_transfers"
    /// An event has one place in its block.
    public static let key: [String] = ["block_number", "log_index"]
    /// An event does not change.
    public static let sameKey = SameKeyRule.keepStored
    /// An item `token_transfer`.
    public static let itemType: String = "token_transfer"
    /// `Transfer(address,address,uint256)`: 0xddf252ad….
    public static let event: Hash32? = Hash32(
        0xDDF2_52AD_1BE2_C89B, 0x69C2_B068_FC37_8DAA, 0x952B_A7F1_63C4_A116, 0x28F5_5A4D_F523_B3EF)
    /// `token_transfers.csv`, `transfers-2024.csv`.
    public static let fileNamePart: String = "transfer"

    /// Reads the fields, in the order of the columns.
    @inlinable
    public init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure) {
        blockNumber = try reader.required(Field("block_number", or: "erc20_block_number"))
        logIndex = try reader.required(Field("log_index", or: "erc20_log_index"))
        transactionHash = try reader.required(Field("transaction_hash", or: "tx_hash", "erc20_tx_hash"))
        tokenAddress = try reader.required(Field("token_address", or: "erc20_token"))
        fromAddress = try reader.optional(Field("from_address", or: "erc20_from"))
        toAddress = try reader.optional(Field("to_address", or: "erc20_to"))
        value = try reader.required(Field("value", or: "erc20_value"))
        blockTimestamp = try reader.optional(Field("block_timestamp"))
        blockHash = try reader.optional(Field("block_hash"))
    }

    /// Writes the fields, in the order of the columns.
    @inlinable
    public func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink) {
        sink.required(Field("block_number"), blockNumber)
        sink.required(Field("log_index"), logIndex)
        sink.required(Field("transaction_hash"), transactionHash)
        sink.required(Field("token_address"), tokenAddress)
        sink.optional(Field("from_address"), fromAddress)
        sink.optional(Field("to_address"), toAddress)
        sink.required(Field("value"), value)
        sink.optional(Field("block_timestamp"), blockTimestamp)
        sink.optional(Field("block_hash"), blockHash)
    }
}

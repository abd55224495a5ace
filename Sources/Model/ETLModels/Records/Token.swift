/// A token contract with the metadata that it reported.
public struct Token: Record {
    /// The contract.
    public let address: Address
    /// Its short name, as the contract reports it.
    public let symbol: Text?
    /// Its name, as the contract reports it.
    public let name: Text?
    /// The number of decimal places of an amount. Contracts may report any 256-bit number.
    public let decimals: UInt256?
    /// The supply in the smallest unit.
    public let totalSupply: UInt256?
    /// The time of the block at which the metadata was read.
    public let blockTimestamp: Timestamp?
    /// The block at which the metadata was read.
    public let blockNumber: Int64?
    /// The hash of that block.
    public let blockHash: Hash32?

    /// The table `tokens`.
    public static let table: String = "tokens"
    /// A contract is a token once.
    public static let key: [String] = ["address"]
    /// The latest metadata stays.
    public static let sameKey = SameKeyRule.keepHighest("block_number")
    /// An address alone is in many tables, and would load as a row of NULLs.
    public static let needsOneOf: [String] = ["symbol", "name", "decimals", "total_supply"]
    /// An item `token`.
    public static let itemType: String = "token"
    /// Any empty file of no other kind.
    public static let fileNamePart: String = ""

    /// Reads the fields, in the order of the columns.
    @inlinable
    public init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure) {
        address = try reader.required(Field("address", or: "erc20_token_address"))
        symbol = try reader.optional(Field("symbol", or: "erc20_token_symbol"))
        name = try reader.optional(Field("name", or: "erc20_token_name"))
        decimals = try reader.optional(Field("decimals", or: "erc20_token_decimals"))
        totalSupply = try reader.optional(Field("total_supply", or: "erc20_token_total_supply"))
        blockTimestamp = try reader.optional(Field("block_timestamp"))
        blockNumber = try reader.optional(Field("block_number"))
        blockHash = try reader.optional(Field("block_hash"))
    }

    /// Writes the fields, in the order of the columns.
    @inlinable
    public func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink) {
        sink.required(Field("address"), address)
        sink.optional(Field("symbol"), symbol)
        sink.optional(Field("name"), name)
        sink.optional(Field("decimals"), decimals)
        sink.optional(Field("total_supply"), totalSupply)
        sink.optional(Field("block_timestamp"), blockTimestamp)
        sink.optional(Field("block_number"), blockNumber)
        sink.optional(Field("block_hash"), blockHash)
    }
}

/// A column of an export; the raw value is its current name in a header.
enum SampleColumn: String {
    case address
    case symbol
    case name
    case decimals
    case totalSupply = "total_supply"
    case tokenAddress = "token_address"
    case fromAddress = "from_address"
    case toAddress = "to_address"
    case value
    case transactionHash = "transaction_hash"
    case logIndex = "log_index"
    case blockTimestamp = "block_timestamp"
    case blockNumber = "block_number"
    case blockHash = "block_hash"

    var isNumber: Bool {
        switch self {
        case .decimals, .totalSupply, .value, .logIndex, .blockTimestamp, .blockNumber: true
        default: false
        }
    }

    /// The name before ethereum-etl's rename of August 2018.
    var legacyName: String {
        switch self {
        case .address: "erc20_token_address"
        case .symbol: "erc20_token_symbol"
        case .name: "erc20_token_name"
        case .decimals: "erc20_token_decimals"
        case .totalSupply: "erc20_token_total_supply"
        case .tokenAddress: "erc20_token"
        case .fromAddress: "erc20_from"
        case .toAddress: "erc20_to"
        case .value: "erc20_value"
        case .transactionHash: "erc20_tx_hash"
        case .logIndex: "erc20_log_index"
        case .blockTimestamp: "erc20_block_timestamp"
        case .blockNumber: "erc20_block_number"
        case .blockHash: "erc20_block_hash"
        }
    }
}

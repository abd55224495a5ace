import ETLModels

/// The names that other exporters have for the columns: Dune, Flipside, Etherscan, Covalent, Alchemy, Moralis, The Graph,
/// BigQuery's newer tables, and programs that write names without underscores.
///
/// No file is read by them. They only tell what to suggest for a header that lacks a column.
enum KnownNames {
    /// For each column, other names without separators, the most exact first.
    private static let names: [String: [String]] = [
        "address": [
            "contractaddress", "tokenaddress", "tokencontractaddress", "tokencontract", "contract", "token",
            "tokenaddr",
            "addr", "erc20", "id",
        ],
        "symbol": [
            "tokensymbol", "sym", "contracttickersymbol", "tickersymbol", "ticker", "contractsymbol", "assetsymbol",
        ],
        "name": ["tokenname", "contractname", "assetname"],
        "decimals": ["tokendecimals", "tokendecimal", "contractdecimals", "decimal", "divisor"],
        "total_supply": ["tokentotalsupply", "tokensupply", "supply"],
        "block_number": ["evtblocknumber", "blockheight", "blocknum", "blockno", "block", "height"],
        "log_index": [
            "evtindex", "eventindex", "logoffset", "logidx", "eventlogindex", "evtlogindex", "logposition", "lognumber",
        ],
        "transaction_hash": [
            "evttxhash", "txhash", "txnhash", "hash", "transactionid", "txid", "transaction", "txn", "tx",
        ],
        "token_address": [
            "contractaddress", "tokencontractaddress", "tokencontract", "rawcontractaddress", "contract", "token",
            "tokenaddr", "address", "addr", "erc20",
        ],
        "from_address": ["from", "fromaddr", "addressfrom", "fromaccount", "sender", "src", "source"],
        "to_address": ["to", "toaddr", "addressto", "toaccount", "recipient", "receiver", "dst", "destination"],
        "value": [
            "rawamountprecise", "amountraw", "rawamount", "valueraw", "rawvalue", "amountwei", "wad", "quantity",
            "amount",
            "tokenvalue", "delta", "valuestring", "valueu256", "valueu64",
        ],
        "block_timestamp": [
            "evtblocktime", "blocksignedat", "blocktime", "unixtimestamp", "timestamp", "ts", "datetimeutc",
            "datetime(utc)", "datetime",
        ],
    ]

    /// A name as these are written: as it is compared, and without separators.
    static func plain(_ name: String) -> String {
        HeaderName.normalized(name).filter { !"_-. ".contains($0) }
    }

    /// How much a field's name is like a column's: 0 for the same but for separators, then the known names in their order,
    /// then spelling mistakes. Nil if it is not alike.
    static func unlikeness(of name: String, to column: Schema.Column) -> Int? {
        let (name, wanted) = (plain(name), plain(column.name))
        if name == wanted { return 0 }
        let known = names[column.name] ?? []
        if let place = known.firstIndex(of: name) { return 1 + place }
        let bare = Self.bare(name)
        if bare == wanted || known.contains(bare) { return firstPrefixed }
        guard name.count > 2,
            let distance = EditDistance.between(name, wanted, atMost: min(2, max(1, wanted.count / 4)))
        else { return nil }
        return firstMistake + distance
    }

    /// A plain name without the standard of the token in front.
    private static func bare(_ name: String) -> String {
        for prefix in ["erc20token", "erc721token", "erc20", "erc721"] where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }

    /// The unlikeness of a known name with the standard of the token in front.
    private static let firstPrefixed = 50

    /// The least unlikeness of a spelling mistake.
    static let firstMistake = 100
}

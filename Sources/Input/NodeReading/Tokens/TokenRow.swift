internal import DisplayText
internal import ETLModels

/// What a contract says of itself, by the rules of ethereum-etl (ethereumetl/service/eth_token_service.py): the first usable
/// answer of a function, of its name in capitals, and then of both as `bytes32`.
struct TokenRow: Equatable {
    let symbol: String?
    let name: String?
    let decimals: UInt256?
    let totalSupply: UInt256?

    /// The columns of a row: those of ethereum-etl's tokens.
    static let columns = [
        "address", "symbol", "name", "decimals", "total_supply", "block_timestamp", "block_number", "block_hash",
    ]

    init(_ token: Int, of calls: TokenCalls) {
        func data(_ function: TokenFunction) -> [UInt8]? {
            if case .returned(let data) = calls[token, function] { data } else { nil }
        }
        func text(_ function: TokenFunction, _ capitals: TokenFunction) -> String? {
            let answers = [data(function), data(capitals)].compactMap(\.self)
            let texts = answers.compactMap(ABIData.string) + answers.compactMap(ABIData.fixedText)
            guard case .valid(let text)? = texts.first, !text.isEmpty else { return nil }
            return text
        }
        symbol = text(.symbol, .symbolInCapitals)
        name = text(.name, .nameInCapitals)
        decimals = [data(.decimals), data(.decimalsInCapitals)].compactMap { $0.flatMap(ABIData.number) }.first
        totalSupply = data(.totalSupply).flatMap(ABIData.number)
    }

    /// Appends the row as a line of CSV, in the order of ``columns``, in the only form that it can have: so batches that are
    /// cut again are the same, whichever node answers.
    ///
    /// - Parameter address: hex digits.
    func append(_ address: String, at block: BlockHeader, to text: inout [UInt8]) {
        let fields = [
            "0x\(address)", symbol.map(Self.quoted) ?? "", name.map(Self.quoted) ?? "",
            decimals?.description ?? "", totalSupply?.description ?? "", "\(block.timestamp)", "\(block.number)",
            "0x\(block.hash)",
        ]
        text += fields.joined(separator: ",").utf8
    }

    private static func quoted(_ text: String) -> String { "\"" + text.escaped { $0 == "\"" ? "\"\"" : nil } + "\"" }
}

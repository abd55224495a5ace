/// A request of Ethereum's JSON-RPC API (execution-apis).
struct RPCRequest {
    let method: String
    /// JSON.
    private let parameters: String

    private init(_ method: String, _ parameters: String) {
        self.method = method
        self.parameters = parameters
    }

    /// The number of the chain (EIP-695).
    static let chainID = RPCRequest("eth_chainId", "[]")

    /// The header of a block: a number, or a tag such as `finalized`.
    static func header(_ block: Block) -> RPCRequest {
        RPCRequest("eth_getBlockByNumber", "[\"\(block.text)\",false]")
    }

    /// The logs of all transfers in a range of blocks.
    static func transfers(_ blocks: ClosedRange<UInt64>) -> RPCRequest {
        let (first, last) = (Block.number(blocks.lowerBound).text, Block.number(blocks.upperBound).text)
        return RPCRequest(
            "eth_getLogs",
            #"[{"fromBlock":"\#(first)","toBlock":"\#(last)","topics":["\#(TransferEvent.topic)"]}]"#)
    }

    /// The receipts of all transactions of a block.
    static func receipts(_ block: UInt64) -> RPCRequest {
        RPCRequest("eth_getBlockReceipts", "[\"\(Block.number(block).text)\"]")
    }

    /// What a contract answers.
    ///
    /// - Parameters:
    ///   - address: hex digits.
    ///   - data: hex digits.
    static func call(_ address: String, _ data: String, at block: UInt64) -> RPCRequest {
        RPCRequest("eth_call", #"[{"to":"0x\#(address)","data":"0x\#(data)"},"\#(Block.number(block).text)"]"#)
    }

    /// A block in a request.
    enum Block {
        case number(UInt64)
        case finalized
        case latest

        /// A quantity has no leading zeros.
        var text: String {
            switch self {
            case .number(let number): "0x" + String(number, radix: 16)
            case .finalized: "finalized"
            case .latest: "latest"
            }
        }
    }

    /// The request as JSON.
    var body: [UInt8] { Array(json(id: 1).utf8) }

    /// Requests as one batch, each with its number as its id.
    static func body(of batch: [RPCRequest]) -> [UInt8] {
        Array("[\(batch.enumerated().map { $1.json(id: $0) }.joined(separator: ","))]".utf8)
    }

    private func json(id: Int) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"#
    }
}

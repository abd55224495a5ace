import CAllocations
import NodeReading

/// The extractor's work on a node's answer: the receipts of a block, proven and turned into rows.
enum ProofBenchmarks {
    private static let receipts = 150
    private static let logsOfReceipt = 2
    private static let number = "0x112a880"
    private static let hash = String(repeating: "5a", count: 32)

    /// A block of 300 logs, each a transfer.
    static func all() -> [Microbenchmark] {
        let answer = Array(
            #"{"jsonrpc":"2.0","id":1,"result":[\#((0..<receipts).map(receipt).joined(separator: ","))]}"#.utf8)
        return [
            Microbenchmark(
                name: "receipts proven", unit: "log", count: receipts * logsOfReceipt, bytes: answer.count
            ) {
                guard var proof = ReceiptsProof(block: 18_000_000, hash: hash, timestamp: 1_700_000_000) else { return }
                // As they come from a connection.
                for start in stride(from: 0, to: answer.count, by: 64 << 10) {
                    try proof.take(answer[start..<min(start + 64 << 10, answer.count)])
                }
                consume_value(UInt64(try proof.end().lines.count))
            }
        ]
    }

    private static func receipt(_ index: Int) -> String {
        let transaction = "0x" + word(index + 7)
        let logs = (0..<logsOfReceipt).map { log(index * logsOfReceipt + $0, transaction, index) }
        return
            #"{"blockHash":"0x\#(hash)","blockNumber":"\#(number)","contractAddress":null,"cumulativeGasUsed":"0x\#(String(60_000 * (index + 1), radix: 16))","#
            + #""effectiveGasPrice":"0x3b9aca07","from":"\#(address(index))","gasUsed":"0xea60","logs":[\#(logs.joined(separator: ","))],"#
            + #""logsBloom":"0x\#(String(repeating: word(index), count: 8))","status":"0x1","to":"\#(address(index + 1))","#
            + #""transactionHash":"\#(transaction)","transactionIndex":"0x\#(String(index, radix: 16))","type":"0x2"}"#
    }

    private static func log(_ index: Int, _ transaction: String, _ place: Int) -> String {
        #"{"address":"\#(address(index))","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","#
            + #""0x000000000000000000000000\#(address(index + 2).dropFirst(2))","0x000000000000000000000000\#(address(index + 3).dropFirst(2))"],"#
            + #""data":"0x\#(word(index))","blockNumber":"\#(number)","transactionHash":"\#(transaction)","#
            + #""transactionIndex":"0x\#(String(place, radix: 16))","blockHash":"0x\#(hash)","blockTimestamp":"0x6553f100","#
            + #""logIndex":"0x\#(String(index, radix: 16))","removed":false}"#
    }

    private static func address(_ index: Int) -> String { "0x" + word(index + 99).suffix(40) }

    /// 64 hex digits.
    private static func word(_ number: Int) -> String {
        let digits = String(UInt64(bitPattern: Int64(number)) &* 0xBF58_476D_1CE4_E5B9, radix: 16)
        let text = String(repeating: digits + "7", count: 8).prefix(64)
        return String(repeating: "0", count: 64 - text.count) + text
    }
}

internal import ETLModels

extension LogRow {
    /// The columns of a row: those of ethereum-etl's streams of transfers.
    static let columns = [
        "token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_number",
        "block_timestamp", "block_hash",
    ]

    /// The same log with the time of its block.
    func at(_ time: UInt64) -> LogRow {
        LogRow(
            block: block, logIndex: logIndex, isRow: isRow, timestamp: time, blockHash: blockHash,
            transactionHash: transactionHash, token: token, from: from, to: to, value: value)
    }

    /// The most bytes of a line: three addresses and two hashes with `0x`, a number of 256 bits, three of 64, and eight commas.
    private static let mostBytes = 3 * 42 + 2 * 66 + 78 + 3 * 20 + 8

    /// Appends the row as a line of CSV, in the order of ``columns``, in the only form that it can have: so batches that
    /// are cut again are the same, whichever node answers.
    func append(to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(0, count: Self.mostBytes))
        let end = text.withUnsafeMutableBytes { memory in
            var line = LineWriter(memory, from: start)
            append(to: &line)
            return line.end
        }
        text.removeLast(text.count - end)
    }

    private func append(to line: inout LineWriter) {
        Self.append(address: token, to: &line)
        Self.append(address: from, to: &line)
        Self.append(address: to, to: &line)
        line.append(decimal: value)
        line.append(UInt8(ascii: ","))
        Self.appendPrefix(to: &line)
        line.append(hash: transactionHash)
        line.append(UInt8(ascii: ","))
        line.append(decimal: UInt64(logIndex))
        line.append(UInt8(ascii: ","))
        line.append(decimal: block)
        line.append(UInt8(ascii: ","))
        line.append(decimal: timestamp)
        line.append(UInt8(ascii: ","))
        Self.appendPrefix(to: &line)
        line.append(hash: blockHash)
    }

    private static func append(address: HexWords, to line: inout LineWriter) {
        appendPrefix(to: &line)
        line.append(address: address)
        line.append(UInt8(ascii: ","))
    }

    private static func appendPrefix(to line: inout LineWriter) {
        line.append(UInt8(ascii: "0"))
        line.append(UInt8(ascii: "x"))
    }
}

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

    /// Appends the row as a line of CSV, in the order of ``columns``, in the only form that it can have: so batches that
    /// are cut again are the same, whichever node answers.
    func append(to text: inout [UInt8]) {
        for address in [token, from, to] {
            Self.append(address, 40, to: &text)
            text.append(UInt8(ascii: ","))
        }
        Self.append(value, to: &text)
        text.append(UInt8(ascii: ","))
        Self.append(transactionHash, 64, to: &text)
        for number in [UInt64(logIndex), block, timestamp] {
            text.append(UInt8(ascii: ","))
            text += String(number).utf8
        }
        text.append(UInt8(ascii: ","))
        Self.append(blockHash, 64, to: &text)
    }

    private static func append(_ words: HexWords, _ digits: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0"))
        text.append(UInt8(ascii: "x"))
        words.append(digits, to: &text)
    }

    private static func append(_ value: HexWords, to text: inout [UInt8]) {
        guard value.first | value.second | value.third != 0 else {
            text += String(value.fourth).utf8
            return
        }
        text += UInt256(limbs: (value.fourth, value.third, value.second, value.first)).description.utf8
    }
}

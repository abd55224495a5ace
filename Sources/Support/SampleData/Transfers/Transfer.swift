/// A token transfer, one record of `token_transfers.csv`.
struct Transfer {
    var block: Block
    var transaction: Digest
    var logIndex: Int
    var token: Address
    var from: Address?
    var to: Address?
    var amount: Amount

    /// The form of a record, where there is a choice; it does not change the meaning.
    struct Spelling {
        var mixedCase = false
        var leadingZeros = false
        var timestamp = TimestampSpelling.bigquery
    }

    func append(_ column: SampleColumn, to buffer: inout RecordBuffer, spelling: Spelling) {
        switch column {
        case .tokenAddress: buffer.append(token, mixedCase: spelling.mixedCase)
        case .fromAddress: append(account: from, to: &buffer, spelling: spelling)
        case .toAddress: append(account: to, to: &buffer, spelling: spelling)
        case .value:
            if spelling.leadingZeros { buffer.append("000") }
            buffer.append(amount)
        case .transactionHash: buffer.append(transaction)
        case .logIndex: buffer.append(decimal: UInt64(logIndex))
        case .blockTimestamp: buffer.append(timestamp: block.timestamp, as: spelling.timestamp)
        case .blockNumber: buffer.append(decimal: UInt64(block.number))
        case .blockHash: buffer.append(block.hash)
        case .address, .symbol, .name, .decimals, .totalSupply: break
        }
    }

    private func append(account: Address?, to buffer: inout RecordBuffer, spelling: Spelling) {
        if let account { buffer.append(account, mixedCase: spelling.mixedCase) }
    }
}

/// A token contract's metadata, one record of `tokens.csv`.
struct Token {
    var address: Address
    var symbol: TokenText
    var name: TokenText
    var decimals: Amount?
    var supply: Amount?
    var block: Block
    /// False in the output of `ethereumetl export_tokens`.
    var hasBlockNumber = true
    var spelling = Spelling()

    /// The form of a record, where there is a choice.
    struct Spelling {
        var mixedCase = false
        var leadingZeros = false
        var quotedNumbers = false
        var timestamp = TimestampSpelling.bigquery
    }

    var needsRepair: Bool {
        symbol.needsRepair || name.needsRepair
    }

    func append(_ column: SampleColumn, to buffer: inout RecordBuffer) {
        switch column {
        case .address: buffer.append(address, mixedCase: spelling.mixedCase)
        case .symbol: buffer.append(symbol)
        case .name: buffer.append(name)
        case .decimals: append(decimals, to: &buffer)
        case .totalSupply: append(supply, to: &buffer)
        case .blockTimestamp: buffer.append(timestamp: block.timestamp, as: spelling.timestamp)
        case .blockNumber: if hasBlockNumber { buffer.append(decimal: UInt64(block.number)) }
        case .blockHash: buffer.append(block.hash)
        case .tokenAddress, .fromAddress, .toAddress, .value, .transactionHash, .logIndex: break
        }
    }

    private func append(_ number: Amount?, to buffer: inout RecordBuffer) {
        guard let number else { return }
        if spelling.quotedNumbers { buffer.append("\"") }
        if spelling.leadingZeros { buffer.append("00") }
        buffer.append(number)
        if spelling.quotedNumbers { buffer.append("\"") }
    }
}

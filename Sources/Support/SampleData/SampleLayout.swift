/// The program whose files a sample imitates: its columns, their names, and the line ends.
package enum SampleLayout: String, Sendable, CaseIterable {
    /// `bq extract` of `crypto_ethereum`: 9 and 8 columns, LF.
    case bigquery

    /// `ethereumetl export_token_transfers` and `export_tokens`: 7 and 6 columns, CRLF as Python's `csv.writer` ends its rows;
    /// half of the tokens have no `block_number`.
    case ethereumETL = "ethereum-etl"

    /// The same program before August 2018: 7 and 5 columns named `erc20_…`, CRLF.
    case legacy

    var lineEnd: StaticString {
        self == .bigquery ? "\n" : "\r\n"
    }

    func columns(of kind: SampleKind) -> [SampleColumn] {
        switch (kind, self) {
        case (.tokenTransfers, .bigquery):
            [
                .tokenAddress, .fromAddress, .toAddress, .value, .transactionHash, .logIndex, .blockTimestamp,
                .blockNumber, .blockHash,
            ]
        case (.tokenTransfers, .ethereumETL), (.tokenTransfers, .legacy):
            [.tokenAddress, .fromAddress, .toAddress, .value, .transactionHash, .logIndex, .blockNumber]
        case (.tokens, .bigquery):
            [.address, .symbol, .name, .decimals, .totalSupply, .blockTimestamp, .blockNumber, .blockHash]
        case (.tokens, .ethereumETL):
            [.address, .symbol, .name, .decimals, .totalSupply, .blockNumber]
        case (.tokens, .legacy):
            [.address, .symbol, .name, .decimals, .totalSupply]
        }
    }
}

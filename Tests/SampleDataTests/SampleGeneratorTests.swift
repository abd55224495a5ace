import Testing

@testable import SampleData

@Suite struct SampleGeneratorTests {
    @Test(arguments: [
        (SampleLayout.bigquery, "address,symbol,name,decimals,total_supply,block_timestamp,block_number,block_hash\n"),
        (.ethereumETL, "address,symbol,name,decimals,total_supply,block_number\r\n"),
        (
            .legacy,
            "erc20_token_address,erc20_token_symbol,erc20_token_name,erc20_token_decimals,erc20_token_total_supply\r\n"
        ),
    ])
    func tokensHaveTheHeaderOfTheirLayout(layout: SampleLayout, header: String) throws {
        let bytes = try SampleFolder().write(SampleOptions(transfers: 0, tokens: 0, layout: layout))[0].bytes
        #expect(text(bytes) == header)
    }

    @Test(arguments: [
        (
            SampleLayout.bigquery,
            "token_address,from_address,to_address,value,transaction_hash,log_index,block_timestamp,block_number,block_hash\n"
        ),
        (
            .ethereumETL,
            "token_address,from_address,to_address,value,transaction_hash,log_index,block_number\r\n"
        ),
        (
            .legacy,
            "erc20_token,erc20_from,erc20_to,erc20_value,erc20_tx_hash,erc20_log_index,erc20_block_number\r\n"
        ),
    ])
    func transfersHaveTheHeaderOfTheirLayout(layout: SampleLayout, header: String) throws {
        let bytes = try SampleFolder().write(SampleOptions(transfers: 0, tokens: 0, layout: layout))[1].bytes
        #expect(text(bytes) == header)
    }

    @Test func progressEndsWithAllRecordsOfBothFiles() throws {
        let folder = try SampleFolder()
        var last: [SampleKind: Int] = [:]
        var calls = 0
        let options = SampleOptions(transfers: 10_000, tokens: 50)
        _ = try SampleGenerator.write(options, to: folder.path) { kind, records in
            last[kind] = records
            calls += 1
        }
        #expect(last == [.tokens: 50, .tokenTransfers: 10_000])
        #expect(calls > 3)
    }

    @Test func aMissingFolderIsNamedInTheError() throws {
        let folder = try SampleFolder().path + "/missing"
        let error = #expect(throws: SampleError.self) {
            _ = try SampleGenerator.write(SampleOptions(transfers: 1, tokens: 1), to: folder)
        }
        #expect(error?.code == .fileNotWritten)
        #expect(error?.description.contains(folder) == true)
    }

    @Test(arguments: [
        SampleOptions(transfers: -1, tokens: 1),
        SampleOptions(transfers: 1, tokens: -1),
        SampleOptions(transfers: 1, tokens: 1, badTransferInterval: 3),
        SampleOptions(transfers: 1, tokens: 1, badTokenInterval: 0),
    ])
    func impossibleOptionsAreRefused(options: SampleOptions) throws {
        let folder = try SampleFolder()
        let error = #expect(throws: SampleError.self) { _ = try SampleGenerator.write(options, to: folder.path) }
        #expect(error?.code == .invalidOptions)
    }
}

import Testing

@testable import Coverage

struct DeclaredBlocksTests {
    @Test(
        arguments: [
            (
                "/o/token_transfers/start_block=00000000/end_block=00099999/token_transfers_00000000_00099999.csv", 0,
                99_999
            ),
            ("/o/start_block=5/end_block=9/part-0.csv.gz", 5, 9),
            ("/o/start_block=1/end_block=2/start_block=5/end_block=9/part.csv", 5, 9),
            ("https://host/o/start_block%3D5/end_block%3d9/part.csv?v=1#start_block=7", 5, 9),
            ("token_transfers_16000000_16099999.csv.gz", 16_000_000, 16_099_999),
            ("/c/ethereum__erc20_transfers__18000000_to_18000999.parquet", 18_000_000, 18_000_999),
            ("ethereum__erc20_transfers__label__0_to_0.csv", 0, 0),
            ("x__9223372036854775806_to_9223372036854775807.csv", Int64.max - 1, Int64.max),
            ("transfers_20240101_20249999.csv", 20_240_101, 20_249_999),
        ] as [(String, Int64, Int64)])
    func areReadFromNames(uri: String, first: Int64, last: Int64) {
        #expect(DeclaredBlocks.range(in: uri) == BlockRange(first, last))
    }

    @Test(arguments: [
        "transfers.csv", "", "/", "/o/start_block=5/part.csv", "/o/end_block=5/part.csv",
        "/start_block=9/end_block=5/a.csv",
        "/start_block=-1/end_block=5/a.csv", "/start_block=+1/end_block=5/a.csv", "/start_block=/end_block=5/a.csv",
        "/start_block=1/end_block=99999999999999999999/a.csv", "/start_block=1/end_block=2x/a.csv",
        // Dates, too few digits, and too many numbers.
        "transfers_20240101_20240131.csv", "transfers_2023_2024.csv", "transfers_0000001_0000002.csv",
        "erc20_transfers_1_to_2.csv", "a__2_to_1.csv", "a__1_to_.csv", "a__1_to_2_.csv",
        // The folder and the file contradict each other.
        "/start_block=0/end_block=9/x_00000000_00000008.csv",
        // In links, only the path counts.
        "https://host/a.csv?p=/start_block=5/end_block=9/", "https://host/a.csv#__1_to_2",
        // A folder is a folder.
        "/o/end_block=9", "ethereum__transfers__1_to_2/part.csv",
    ])
    func areNotGuessed(uri: String) {
        #expect(DeclaredBlocks.range(in: uri) == nil)
    }
}

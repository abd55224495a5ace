import ETLModels
import Testing

@testable import Submission

@Suite struct ChainFolderTests {
    @Test(
        arguments: [
            ("/exports/chain_id=137/date=2024-01-01/a.parquet", 137), ("s/Chain_ID=10/a.csv", 10),
            ("https://host/v1/chainId=5/part-0.parquet?chain_id=6", 5), ("/chain_id=x/chain_id=2/a.csv", 2),
            ("https://host/v1/chain_id%3D137/part-0.parquet", 137), ("https://host/chain%5fid%3d42161/a.csv", 42161),
            // In a path, a question mark is a letter.
            ("/what?/chain_id=137/a.csv", 137),
        ] as [(String, UInt64)])
    func namesAChain(path: String, chain: UInt64) throws {
        #expect(ChainFolder(in: path)?.chain == ChainID("\(chain)"))
    }

    @Test(arguments: [
        "/exports/chain_id=137", "/exports/137/a.csv", "/chain_id=/a.csv", "https://host/a?chain_id=137/b",
        "https://host/a#chain_id=137/b", "/chain_id%3D137/a.csv",
    ])
    func namesNone(path: String) {
        #expect(ChainFolder(in: path) == nil)
    }
}

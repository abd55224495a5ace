import ETLModels
import Foundation
import TestData
import Testing

@testable import ETLCommands
@testable import Inspection

/// What does not belong into a database, as it is inspected.
struct BelongingInspectionTests {
    private func inspect(
        _ lines: [String], named name: String = "export", kind: RecordKind? = nil, chain: ChainID = .ethereum
    ) throws -> FileInspection {
        let folder = try ExportFolder()
        let path = "\(folder.path)/\(name)"
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
        let request = FileInspection.Request(kind: kind, chain: chain, limits: RecordChecker.Limits(records: 5))
        return withExtendedLifetime(folder) { FileInspection(of: path, request) }
    }

    private func reasons(_ found: FileInspection) throws -> [String] {
        try #require(found.sources.first).check.reasons.map { "\($0.count) \($0.reason) \($0.field ?? "-")" }
    }

    private let tokenList = [
        "chainId,address,name,symbol,decimals,logoURI", "1,\(Exports.token),A,A,18,https://example.org/x.png",
        "137,\(Exports.token),B,B,6,",
    ]

    @Test func showsRecordsOfOtherChains() throws {
        let found = try inspect(tokenList)
        #expect(found.ignored == ["logoURI"])
        #expect(try reasons(found) == ["1 other-chain chain_id"])
        let check = try #require(found.sources.first?.check)
        #expect(check.passed == 1)
        #expect(check.firstRejects.first?.value == "137")
        #expect(found.lines.contains { $0.contains("record 2: other-chain chain_id “137”") })
        let polygon = try inspect(tokenList, chain: try #require(ChainID(137)))
        #expect(polygon.sources.first?.check.firstRejects.first?.value == "1")
    }

    @Test(arguments: ["chain_id", "chainId", "chainID"])
    func showsObjectsOfOtherChains(_ name: String) throws {
        let found = try inspect([
            #"{"address": "\#(Exports.token)", "symbol": "A", "\#(name)": 1}"#,
            #"{"address": "\#(Exports.token)", "symbol": "A", "\#(name)": "0x89"}"#,
            #"{"address": "\#(Exports.token)", "symbol": "A"}"#,
        ])
        #expect(try reasons(found) == ["1 other-chain chain_id"])
        #expect(found.sources.first?.check.passed == 2)
        #expect(found.ignored.isEmpty)
    }

    @Test func aChainThatIsNoNumberIsExplained() throws {
        let found = try inspect(["chain_id,address,symbol", "mainnet,\(Exports.token),A", "1,\(Exports.token),A"])
        #expect(try reasons(found) == ["1 not-a-number chain_id"])
        #expect(found.lines.contains { $0.contains("a chain is a number, decimal or hex after 0x") })
    }

    /// Names are read from the beginning of a file, but records may name their chain later.
    @Test func showsAChainThatIsNamedLate() throws {
        let plain = #"{"address": "\#(Exports.token)", "symbol": "A"}"#
        let late = #"{"address": "\#(Exports.token)", "symbol": "A", "chain_id": 137}"#
        let found = try inspect(Array(repeating: plain, count: 2000) + [late])
        #expect(try reasons(found) == ["1 other-chain chain_id"])
    }

    private let cryo = [
        "block_number,transaction_index,log_index,transaction_hash,erc20,from_address,to_address,value_string,chain_id",
        "7,1,2,\(Exports.hash),\(Exports.token),\(Exports.token),\(Exports.token),5,1",
        "7,1,3,\(Exports.hash),\(Exports.token),\(Exports.token),\(Exports.token),5,10",
    ]

    @Test(arguments: [
        "ethereum__erc20_approvals__00000000_to_00000048.csv", "Approvals.CSV", "my_erc20_approval.csv.gz",
        "ethereum__erc20_approvals__x/00000000_to_00000048.csv", "erc20_approvals/part.csv",
    ])
    func refusesApprovalsOfCryoByTheirName(_ name: String) throws {
        for kind in [nil, RecordKind.tokenTransfers] {
            let found = try inspect(cryo, named: name, kind: kind)
            #expect(found.failure?.contains("by its name, it holds approvals") == true)
            #expect(!found.canBeSubmitted && found.sources.isEmpty)
        }
    }

    @Test(arguments: [
        "ethereum__erc20_transfers__00000000_to_00000048.csv", "ethereum__erc20_transfers__approvals__0_to_1.csv",
        "approvals/ethereum__erc20_transfers__0_to_1.csv", "approvals/part.csv", "export.csv",
        "erc20_approvals/ethereum__erc721_transfers__0_to_1.csv",
    ])
    func takesTransfersOfCryo(_ name: String) throws {
        let found = try inspect(cryo, named: name)
        #expect(found.failure == nil)
        #expect(try reasons(found) == ["1 other-chain chain_id"])
        #expect(found.ignored == ["transaction_index"])
    }

    @Test func whatAColumnSaysIsBetterThanAName() throws {
        let transfer = try #require(TokenTransfer.event)
        let lines = [cryo[0] + ",topic0", cryo[1] + ",\(transfer)", cryo[1] + ",\(Exports.hash)"]
        let found = try inspect(lines, named: "ethereum__erc20_approvals__0_to_1.csv")
        #expect(try reasons(found) == ["1 other-event topic0"])
        #expect(found.sources.first?.check.passed == 1)
        let hint = found.sources.first?.check.firstRejects.first?.hint
        #expect(hint?.contains("Transfer(address,address,uint256)") == true)
    }

    @Test func otherFilesMayHaveAnyName() throws {
        let found = try inspect([Exports.legacyHeader, Exports.legacyTransfer(1)], named: "approvals.csv")
        #expect(found.failure == nil)
    }
}

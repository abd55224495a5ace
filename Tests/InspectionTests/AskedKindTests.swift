import ETLModels
import SourceDescriptions
import TestData
import Testing

@testable import Inspection

/// What a message holds, for the kind that is asked.
struct AskedKindTests {
    /// Inspects a header of the columns of both kinds, of which transfers are detected, and of one that is so long.
    private static func failure(_ bytes: Int, in folder: ExportFolder, kind: RecordKind? = nil) throws -> String? {
        let columns = "address,symbol,token_address,value,transaction_hash,log_index,block_number,"
        let file = try folder.write((columns + String(repeating: "x", count: bytes)).utf8)
        let limits = RecordChecker.Limits(checked: 1, records: 1)
        let found = FileInspection(of: file, FileInspection.Request(kind: kind, limits: limits))
        #expect(found.canBeSubmitted == (found.failure == nil))
        return found.failure
    }

    /// The job of transfers is the first that is too large: their kind has the longer name.
    @Test func theAskedKindDecides() throws {
        let folder = try ExportFolder()
        var (fits, exceeds) = (50_000, 62_000)
        while exceeds - fits > 1 {
            let bytes = (fits + exceeds) / 2
            if try Self.failure(bytes, in: folder) == nil { fits = bytes } else { exceeds = bytes }
        }
        #expect(try Self.failure(exceeds, in: folder)?.contains("of a message") == true)
        #expect(try Self.failure(exceeds, in: folder, kind: .tokens) == nil)
        #expect(try Self.failure(62_000, in: folder, kind: .tokens)?.contains("of a message") == true)
    }
}

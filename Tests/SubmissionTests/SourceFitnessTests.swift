import Downloads
import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import TestData
import Testing

@testable import Submission

/// Files that the servers would not take: each is refused by itself.
struct SourceFitnessTests {
    private static func inspect(_ files: [TemporaryFile]) async -> [Result<[Submitter.Inspected], any Error>] {
        let reading = SubmissionOptions(
            places: SourcePlaces(), kind: nil, naming: ColumnNaming(), batchRecords: 100)
        return await FileSurvey(reading: reading).inspectAll(files.map(\.path)[...])
    }

    /// A file of tokens, and other columns.
    private static func parquet(_ columns: [ParquetTestColumn]) -> ParquetTestFile {
        let tokens = [
            ParquetTestColumn("address", .fixed([], length: 20)), ParquetTestColumn("symbol", texts: []),
        ]
        return ParquetTestFile(table: tokens + columns, pageRows: 16)
    }

    private static func failure(_ result: Result<[Submitter.Inspected], any Error>) -> String {
        guard case .failure(let error) = result else { return "no error" }
        return (error as? SourceError)?.fault ?? "\(error)"
    }

    @Test func aHeaderBeyondAMessageRefusesOnlyItsFile() async throws {
        let names = (0..<7000).map { "c\(100_000 + $0)" }
        let wide = try TemporaryFile("address,symbol,\(names.joined(separator: ","))\n")
        let sound = try TemporaryFile("address,symbol\n")
        let found = await Self.inspect([wide, sound])
        #expect(Self.failure(found[0]).contains("more than the 61376 of a message"), "\(Self.failure(found[0]))")
        #expect(Self.failure(found[0]).contains("write a file of the needed columns only"))
        #expect(Self.failure(found[1]) == "no error")
    }

    @Test func columnsThatNobodyReadsTakeOnlyTheirNames() async throws {
        let columns = (0..<4000).map { ParquetTestColumn("c\($0)", .int64([])) }
        let file = try TemporaryFile(Self.parquet(columns).bytes)
        #expect(Self.failure(await Self.inspect([file])[0]) == "no error")
    }

    @Test func aNameWithANulRefusesTheFile() async throws {
        let file = try TemporaryFile(Self.parquet([ParquetTestColumn("a\u{0}b", .int64([]))]).bytes)
        #expect(Self.failure(await Self.inspect([file])[0]).contains("NUL"))
    }

    @Test func saysWhichColumnsAreNotReadBecauseTheyAreNested() async throws {
        func leaf(_ name: String) -> [UInt8] {
            CompactWriter.structure { element in
                element.i32(1, 6)
                element.i32(3, 1)
                element.text(4, name)
            }
        }
        var parquet = ParquetTestFile(.init(pages: []), .init(pages: []), rows: 0)
        parquet.groupCount = 0
        parquet.schemaOverride = [
            ParquetTestFile.group("root", children: 2), leaf("symbol"), ParquetTestFile.group("address", children: 1),
            leaf("hex"),
        ]
        let file = try TemporaryFile(parquet.bytes)
        let failure = Self.failure(await Self.inspect([file])[0])
        #expect(failure.contains("(address is not read, because it has groups or repeated values)"), "\(failure)")
    }
}

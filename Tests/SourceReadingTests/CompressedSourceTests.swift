import Compression
import ETLModels
import Foundation
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// The properties of a source in every compression.
@Suite struct CompressedSourceTests {
    static let text = DamageTests.text
    static let records = DamageTests.records

    @Test(arguments: Compressor.allCases)
    func aFileThatIsCutOffYieldsWholeRecordsAndThenTheError(_ compressor: Compressor) throws {
        var random = SeededGenerator(5)
        let compressed = compressor.members(Self.text, using: &random)
        for _ in 0..<20 {
            let count = Int.random(in: 100..<compressed.count, using: &random)
            let file = try TemporaryFile(Array(compressed[0..<count]))
            guard let source = try? SourceDescription.inspect(path: file.path) else { continue }
            #expect(try Self.verify(file, source) == nil)
            let cut = try Extraction(file, source, recordsPerBatch: 100, pieceSize: 4096)
            // A cut between two members is not detectable, not even in the last record.
            let whole = cut.error == nil ? cut.records.dropLast() : cut.records[...]
            #expect(whole.map(\.text) == Array(Self.records.prefix(whole.count)))
            #expect(cut.error == nil || !cut.cuts.contains { $0.isLast })
        }
    }

    @Test(arguments: Compressor.allCases)
    func damageIsSeenBeforeAnythingIsPublished(_ compressor: Compressor) throws {
        var random = SeededGenerator(6)
        let intact = compressor.member(Self.text)
        for _ in 0..<20 {
            var damaged = intact
            damaged[Int.random(in: 500..<damaged.count - 40, using: &random)] ^= 0xFF
            let file = try TemporaryFile(damaged)
            guard let source = try? SourceDescription.inspect(path: file.path) else { continue }
            let damage = try #require(try Self.verify(file, source))
            let error = damage.error(file.path, compressor.rawValue)
            #expect(damage.member == 0 && error.description.contains("the \(compressor) data is damaged near byte"))
            #expect(error.description.contains("get the file again"))
            #expect(!error.mayPass)
            #expect(try Extraction(file, source).error?.isDamage == true)
        }
    }

    @Test(arguments: Compressor.allCases)
    func somethingBehindTheDataIsAnError(_ compressor: Compressor) throws {
        let compressed = compressor.member(Self.text)
        let file = try TemporaryFile(compressed + Array("something".utf8))
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(file, source)
        #expect(extraction.records.count == Self.records.count)
        let error = DecompressionError(compressor.rawValue, .trailingBytes, at: UInt64(compressed.count))
        #expect(extraction.error?.reason == .compressedData(error))
        #expect(
            extraction.error?.description.contains(
                "the \(compressor) data is followed by bytes that are not \(compressor)") == true)
    }

    @Test func whatTakesTooMuchMemoryIsRefusedWithACommand() throws {
        let large = XZ.stream(Self.text, dictionary: 192 << 20)
        let refusal = try #require(try InspectionTests.refusal(of: large))
        #expect(refusal.description.contains("compress it again, for example with “xz -dc FILE | xz”"))
        let window = try #require(try InspectionTests.refusal(of: Zstd.bomb(byte: 0x0A, blocks: 1, windowLog: 31)))
        #expect(window.description.contains("“zstd -dc --long=31 FILE | zstd”"))
        // The reader reads the stream before the refused one.
        let file = try TemporaryFile(XZ.stream(Self.text) + large)
        let source = try SourceDescription.inspect(path: file.path)
        #expect(try Self.verify(file, source) == nil)
        let extraction = try Extraction(file, source)
        #expect(extraction.records.count == Self.records.count)
        #expect(extraction.error?.fault.contains("“xz -dc \(file.path) | xz”") == true)
    }

    /// Reads in pieces of the extractor's size, and starts at every batch.
    @Test(arguments: Compressor.allCases)
    func aLargeSourceIsCutTheSameFromWhereverTheReaderStarts(_ compressor: Compressor) throws {
        var random = SeededGenerator(7)
        let lines = (0..<40_000).map { "\($0),\(UInt64.random(in: 0...UInt64.max, using: &random))\n" }
        let text = Array(("a,b\n" + lines.joined()).utf8)
        let middle = text.count / 3
        let file = try TemporaryFile(
            compressor.member(Array(text[..<middle])) + compressor.member(Array(text[middle...])))
        let source = try SourceDescription.inspect(path: file.path)
        let whole = try Extraction(file, source, recordsPerBatch: 1000)
        #expect(whole.error == nil && whole.records.count == lines.count)
        #expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == source.size)
        for index in stride(from: 0, to: whole.cuts.count - 1, by: 7) {
            let rest = try Extraction(file, source, from: whole.cuts[index].next, recordsPerBatch: 1000)
            #expect(rest.cuts == Array(whole.cuts[(index + 1)...]))
            #expect(rest.batches == Array(whole.batches[(index + 1)...]))
        }
    }

    @Test(arguments: Compressor.allCases)
    func aBeginningThatIsCutOffIsStillKnown(_ compressor: Compressor) {
        let bytes = compressor.member(Array("a,b\n".utf8))
        for count in 4...16 {
            #expect(SourceCompression(firstBytes: bytes.prefix(count)).rawValue == compressor.rawValue)
        }
        #expect(SourceCompression(firstBytes: Zstd.skippable([], variant: 9)) == .zstd)
        for text in ["", "B", "BZh", "BZhands,are,columns\n", "(,)\n", "P*M,a\n"] {
            #expect(SourceCompression(firstBytes: Array(text.utf8)) == .none)
        }
    }

    @Test(arguments: Compressor.allCases)
    func membersInFrontOfADamagedOneAreRead(_ compressor: Compressor) throws {
        let lines = (0..<3000).map { "\($0),\($0 &* 7919)\n" }
        let members = [["a,b\n"] + lines[..<1000], Array(lines[1000..<2000]), Array(lines[2000...])]
            .map { compressor.member(Array($0.joined().utf8)) }
        var damaged = members[1]
        damaged[damaged.count / 2] ^= 0x10
        let file = try TemporaryFile(members[0] + damaged + members[2])
        let source = try SourceDescription.inspect(path: file.path)
        let damage = try #require(try Self.verify(file, source))
        #expect(damage.member == UInt64(members[0].count))
        #expect((damage.member...damage.member + UInt64(damaged.count)).contains(damage.offset))
        for pieceSize in [100, 256 << 10] {
            let extraction = try Extraction(file, source, recordsPerBatch: 300, pieceSize: pieceSize, damage: damage)
            #expect(extraction.texts == lines[..<1000].map { String($0.dropLast()) })
            #expect(extraction.error?.fault.contains("damaged near byte \(damage.offset)") == true)
            let last = try #require(extraction.cuts.dropLast().last)
            let rest = try Extraction(
                file, source, from: last.next, recordsPerBatch: 300, pieceSize: pieceSize, damage: damage)
            #expect(rest.batches == extraction.batches.suffix(rest.batches.count) && rest.error == extraction.error)
        }
    }

    /// The damage of a source; nil if the check finds none.
    private static func verify(_ file: TemporaryFile, _ source: SourceDescription) throws -> SourceDamage? {
        guard case .damaged(let damage) = try SourceCheck.verify(path: file.path, source: source)
        else { return nil }
        return damage
    }
}

import Compression
import ETLModels
import Formats
import Foundation
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct InspectionTests {
    static func inspect(_ bytes: [UInt8], kindIsGiven: Bool = false) throws -> SourceDescription {
        let file = try TemporaryFile(bytes)
        return try SourceDescription.inspect(path: file.path, kindIsGiven: kindIsGiven)
    }

    /// The reason for which a file with these bytes is refused; nil if it is accepted.
    static func refusal(of bytes: [UInt8]) throws -> SourceError.Reason? {
        do {
            _ = try inspect(bytes)
            return nil
        } catch let error as SourceError {
            return error.reason
        }
    }

    @Test(arguments: [
        "a,b c, d\n1\n", "\u{FEFF}a,b c, d\r\n", "\"a\",\"b c\", d\n", "\n\r\na,b c, d",
    ])
    func readsTheNames(text: String) throws {
        let source = try Self.inspect(Array(text.utf8))
        #expect(source.columns == ["a", "b c", " d"])
        #expect(source.layout == SourceLayout(format: 1, delimiter: 0x2C, columns: ["a", "b c", " d"]))
        #expect(source.size == UInt64(text.utf8.count))
        #expect(source.compression == .none)
        #expect(source.modified > 1_700_000_000_000_000_000)
    }

    @Test func resolvesQuotesInNames() throws {
        let source = try Self.inspect(Array("\"say \"\"hi\"\"\",\"x\ny\",a\"b\"c,\"\"\"\",\"\"\n".utf8))
        #expect(source.columns == ["say \"hi\"", "x\ny", "a\"b\"c", "\"", ""])
    }

    @Test(arguments: Compressor.allCases)
    func readsTheHeaderOfACompressedFile(_ compressor: Compressor) throws {
        let bytes = ["", "addr", "ess,name\n"].flatMap { compressor.member(Array($0.utf8)) }
        let source = try Self.inspect(bytes)
        #expect(source.columns == ["address", "name"])
        #expect(source.compression.rawValue == compressor.rawValue)
        #expect(source.formatName == "csv, \(compressor)")
        #expect(source.size == UInt64(bytes.count))
    }

    @Test func survivesCoding() throws {
        let source = try Self.inspect(Array("a,b\n".utf8))
        let coded = try JSONEncoder().encode(source)
        #expect(try JSONDecoder().decode(SourceDescription.self, from: coded) == source)
    }

    @Test(arguments: ["", "\n\r\n\n", "\u{FEFF}"])
    func anEmptyFileNeedsAKind(text: String) throws {
        let bytes = Array(text.utf8)
        for bytes in [bytes] + Compressor.allCases.map({ $0.member(bytes) }) {
            #expect(try Self.refusal(of: bytes) == .noHeader)
            #expect(try Self.inspect(bytes, kindIsGiven: true).columns.isEmpty)
        }
    }

    @Test func refusesWhatIsNoText() throws {
        var random = SeededGenerator(9)
        let noise = (0..<5000).map { _ in UInt8.random(in: 128...255, using: &random) }
        #expect(try Self.refusal(of: noise) == .notText(lookingLike: nil))
        #expect(try Self.refusal(of: [0, 0, 1, 2, 3]) == .notText(lookingLike: nil))
        #expect(try Self.refusal(of: Gzip.member(noise)) == .notText(lookingLike: nil))
        for (outer, inner) in zip(Compressor.allCases, Compressor.allCases.reversed()) + [(.gzip, .gzip)] {
            let error = #expect(throws: SourceError.self) { try Self.inspect(outer.member(inner.member([1]))) }
            let words = "the file is \(inner) within \(outer): \(outer) -dc \(error?.path ?? "") | etl submit -"
            #expect(error?.fault == words, "\(String(describing: error))")
        }
    }

    @Test func refusesHeadersThatCannotBeRead() throws {
        let latin = Array("addresses,and,other,names,n".utf8) + [0xE4] + Array("me\n1,2\n".utf8)
        #expect(try Self.refusal(of: latin) == .headerMalformed("it is not UTF-8"))
        #expect(try Self.refusal(of: Array("a,\"b\n1,2\n".utf8)) == .headerMalformed("a quoted name is not closed"))
        let long = [UInt8](repeating: 0x61, count: TextFamily.headerLimit)
        #expect(try Self.refusal(of: long) == nil)
        #expect(try Self.refusal(of: long + [0x61]) == .headerTooLong(limit: TextFamily.headerLimit))
        #expect(try Self.inspect([UInt8](repeating: 0x2C, count: TextFamily.headerLimit)).columns.count == 65_535)
    }

    @Test func namesTheDamageOfACompressedHeader() throws {
        let bytes = Gzip.member(Array("a,b\n".utf8))
        #expect(
            try Self.refusal(of: Array(bytes.prefix(12)))
                == .compressedData(DecompressionError("gzip", .truncated, at: 12)))
        let corrupt = DecompressionError("gzip", .corrupt("unknown compression method"), at: 4)
        #expect(try Self.refusal(of: [0x1F, 0x8B, 9, 9, 9, 9]) == .compressedData(corrupt))
    }
}

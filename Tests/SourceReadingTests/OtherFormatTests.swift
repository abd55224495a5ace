import ETLModels
import Foundation
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// Files that are not read are called by their name, with the command that makes text of them.
@Suite struct OtherFormatTests {
    private func refusal(of bytes: [UInt8]) throws -> String? {
        guard case .otherFormat(let other)? = try InspectionTests.refusal(of: bytes) else { return nil }
        return other.description
    }

    private static let csv = "address,symbol\n0x1,é\n"

    private static func bytes(_ text: String, _ encoding: String.Encoding, marked: Bool) -> [UInt8] {
        let mark = marked ? "\u{FEFF}" : ""
        return [UInt8]((mark + text).data(using: encoding) ?? Data())
    }

    /// An archive of one file, as tar writes it.
    private static func tar(_ text: String, magic: String) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put("tokens.csv", at: 0)
        put("0000644\u{0}0001750\u{0}0001750\u{0}00000000025\u{0}14500000000\u{0}", at: 100)
        put("        0", at: 148)
        put(magic, at: 257)
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148)
        return header + Array(text.utf8) + [UInt8](repeating: 0, count: 1024)
    }

    private static let files: [(bytes: [UInt8], name: String, command: String)] = [
        (tar(csv, magic: "ustar\u{0}00"), "a tar archive", "tar -xOf FILE | etl submit -"),
        (tar(csv, magic: ""), "a tar archive", "tar -xOf FILE"),
        ([0x50, 0x4B, 3, 4, 20, 0], "a ZIP archive", "unzip -p FILE | etl submit -"),
        (Array("PK\u{3}\u{4}..........................[Content_Types].xml".utf8), "spreadsheet", "CSV in UTF-8"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7-Zip", "7z x -so FILE"),
        (Array("Obj\u{1}\u{4}".utf8), "Avro", "avro-tools tojson FILE"),
        (Array("ORC\u{8}\u{3}\u{10}\u{0}".utf8), "ORC", "orc-contents"),
        (Array("ARROW1\0\0".utf8), "an Arrow file", "open_file"),
        ([0xFF, 0xFF, 0xFF, 0xFF, 0x78, 1, 0, 0, 0x10, 0], "an Arrow stream", "open_stream"),
        (Array("SQLite format 3\0".utf8), "SQLite", "sqlite3"), (Array("%PDF-1.7\n".utf8), "a PDF", "CSV or JSON"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "Excel", "save it as CSV"),
        (bytes(csv, .utf16LittleEndian, marked: true), "UTF-16", "iconv -f UTF-16 -t UTF-8 < FILE | etl submit -"),
        (bytes(csv, .utf16BigEndian, marked: true), "UTF-16", "iconv -f UTF-16 -t UTF-8"),
        (bytes(csv, .utf16LittleEndian, marked: false), "UTF-16LE", "iconv -f UTF-16LE -t UTF-8"),
        (bytes(csv, .utf16BigEndian, marked: false), "UTF-16BE", "iconv -f UTF-16BE -t UTF-8"),
        (bytes(csv, .utf32LittleEndian, marked: true), "UTF-32", "iconv -f UTF-32 -t UTF-8"),
        (bytes(csv, .utf32BigEndian, marked: false), "UTF-32BE", "iconv -f UTF-32BE"),
        (bytes(csv, .utf32LittleEndian, marked: false), "UTF-32LE", "iconv -f UTF-32LE"),
        (Array("sep=;\naddress;symbol\n".utf8), "Excel's line sep=;", "tail -n +2 < FILE | etl submit -"),
        (Array("\u{FEFF}\"SEP=,\"\r\naddress,symbol\r\n".utf8), "SEP=,", "tail -n +2"),
        (Array("\n<!DOCTYPE html>\n<html>".utf8), "an HTML page", "download the export again"),
        (
            Array("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>".utf8), "XML",
            "download the export again"
        ),
        (Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n".utf8), "Git LFS", "git lfs pull"),
    ]

    @Test(arguments: files.indices)
    func aFormatIsNamedWithTheCommandThatHelps(index: Int) throws {
        let (bytes, name, command) = Self.files[index]
        let words = try #require(try refusal(of: bytes))
        #expect(words.contains(name) && words.contains(command), "\(words)")
        let packed = try #require(try refusal(of: Gzip.member(bytes)))
        #expect(packed.contains(name), "\(packed)")
    }

    @Test func aTableThatIsReadByPlacesMustNotBeCompressed() throws {
        let words = try #require(try refusal(of: Gzip.member(Array("PAR1\u{1}\u{2}".utf8))))
        #expect(words == "the file is Parquet: decompress it, then submit the decompressed file")
    }

    @Test func commandsDecompressWhatIsCompressed() throws {
        let text = Self.bytes(Self.csv, .utf16LittleEndian, marked: true)
        let words = try #require(try refusal(of: Compressor.zstd.member(text)))
        #expect(words.hasSuffix("zstd -dc FILE | iconv -f UTF-16 -t UTF-8 | etl submit -"))
        let zipped = try #require(try refusal(of: Gzip.member([0x50, 0x4B, 3, 4, 20, 0])))
        #expect(zipped.hasSuffix("decompress it, then unzip -p FILE | etl submit -"))
    }

    @Test(arguments: [
        "address,symbol\r0x1,a\r0x2,b\r", "\u{FEFF}address\r0x1", "\"add\nress\",\"sym\rbol\"\r1,2\r",
        "\r\raddress\r1\n",
        "address,symbol\r0x1,a\n0x2,b\n", #"{"address":"x\r"}"# + "\r" + #"{"address":"y"}"# + "\r",
        "{\r\"address\":1\r}\r{\r\"address\":2\r}",
    ])
    func linesThatEndInCarriageReturnsAloneAreRefused(text: String) throws {
        let words = try #require(try refusal(of: Array(text.utf8)))
        #expect(words.hasSuffix(#"lines end in CR alone: tr '\r' '\n' < FILE | etl submit -"#), "\(words)")
    }

    @Test(arguments: [
        "address,symbol\r\n0x1,a\r\n", "address,symbol\r\r\n0x1,a\r\r\n", "address,\"sym\rbol\"\n1,2\n", "address\r",
        "\r\n\r\naddress",
        "{\"address\":1}\r\n{\"address\":2}\r\n", "{\"address\":1}\r", "[{\"address\":1}\r,\r{\"address\":2}\r]\r",
        "sep=ab,c\n",
        "ORC,address\n", "<a>,address\n",
    ])
    func textWithOtherLineEndsIsRead(text: String) throws {
        #expect(try refusal(of: Array(text.utf8)) == nil)
    }
}

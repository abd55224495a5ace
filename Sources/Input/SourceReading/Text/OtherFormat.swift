internal import Formats
internal import SourceDescriptions

/// A format that no family reads, recognised by the beginning of a file or of what it decompresses to.
package struct OtherFormat: Sendable, Hashable {
    /// What the file is.
    package let name: String
    /// What makes text of it that is read.
    private let remedy: String

    init(_ name: String, _ remedy: String) {
        self.name = name
        self.remedy = remedy
    }

    /// Recognises a format; nil if the sample is of none, and then it may be text.
    init?(of sample: TextSample, _ compression: SourceCompression) {
        let shell = Shell(compression)
        let inner = SourceCompression(firstBytes: sample.bytes.prefix(16))
        if inner != .none {
            self.init("\(inner.rawValue) within \(compression.rawValue)", shell.decompressed)
            return
        }
        guard
            let found = Self.binary(sample, shell) ?? Self.encoded(sample.bytes, shell) ?? Self.text(sample, shell)
        else { return nil }
        self = found
    }
}

extension OtherFormat: CustomStringConvertible {
    /// The format and the remedy.
    package var description: String { "the file is \(name): \(remedy)" }
}

/// The commands that make text of a file.
struct Shell {
    private let compression: SourceCompression

    init(_ compression: SourceCompression) {
        self.compression = compression
    }

    /// Decompresses the file.
    var decompressed: String { "\(compression.rawValue) -dc FILE | etl submit -" }

    /// Passes the text of the file through a program that reads standard input.
    func piped(_ program: String) -> String {
        compression == .none
            ? "\(program) < FILE | etl submit -" : "\(compression.rawValue) -dc FILE | \(program) | etl submit -"
    }

    /// Has a program print a file that it must open itself.
    func printed(_ program: String) -> String {
        unpacked("\(program) | etl submit -")
    }

    /// Has the file decompressed first.
    func unpacked(_ remedy: String) -> String { (compression == .none ? "" : "decompress it, then ") + remedy }
}

// MARK: - Binary formats

extension OtherFormat {
    private static func binary(_ sample: TextSample, _ shell: Shell) -> Self? {
        let bytes = sample.bytes
        func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }
        if starts(with: "PK\u{3}\u{4}") || starts(with: "PK\u{5}\u{6}") { return zip(bytes, shell) }
        if isTar(bytes) {
            return Self("a tar archive", "tar -xOf FILE | etl submit -")
        }
        if bytes.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]), isArrowStream(bytes) {
            return Self("an Arrow stream", shell.printed(pyarrow("open_stream")))
        }
        if starts(with: "ORC"), !sample.isText {
            return Self("ORC", shell.printed("orc-contents FILE"))
        }
        return archive(bytes, shell) ?? table(bytes, shell)
    }

    private static func archive(_ bytes: [UInt8], _ shell: Shell) -> Self? {
        let formats: [(magic: [UInt8], name: String, program: String)] = [
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", "7z x -so FILE"),
            (Array("Rar!\u{1A}\u{7}".utf8), "a RAR archive", "unrar p -inul FILE"),
            ([0x04, 0x22, 0x4D, 0x18], "LZ4", "lz4 -dc FILE"), ([0x1F, 0x9D], "of compress (.Z)", "gzip -dc FILE"),
            (Array("LZIP\u{1}".utf8), "lzip", "lzip -dc FILE"),
        ]
        return formats.first { bytes.starts(with: $0.magic) }.map { Self($0.name, shell.printed($0.program)) }
    }

    private static func table(_ bytes: [UInt8], _ shell: Shell) -> Self? {
        let excel = "save it as CSV in UTF-8 and submit that, or in2csv FILE | etl submit -"
        let formats: [(magic: [UInt8], name: String, remedy: String)] = [
            // A compressed one: others are read.
            (Array("PAR1".utf8), "Parquet", shell.unpacked("submit the decompressed file")),
            (Array("Obj\u{1}".utf8), "Avro", shell.printed("avro-tools tojson FILE")),
            (Array("ARROW1".utf8), "an Arrow file", shell.printed(pyarrow("open_file"))),
            (Array("FEA1".utf8), "a Feather file", shell.printed(pyarrow("open_file"))),
            (
                Array("SQLite format 3\0".utf8), "a SQLite database",
                shell.printed("sqlite3 -header -csv FILE 'SELECT * FROM token_transfers'")
            ),
            (
                Array("PGDMP".utf8), "a dump of pg_dump",
                "restore it, and write CSV with COPY … TO … (FORMAT csv, HEADER)"
            ),
            (
                Array("PGCOPY\n".utf8), "PostgreSQL's binary COPY",
                "write CSV with COPY … TO … (FORMAT csv, HEADER)"
            ),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Excel workbook (.xls)", excel),
            (Array("%PDF-".utf8), "a PDF", "get the export as CSV or JSON"),
        ]
        return formats.first { bytes.starts(with: $0.magic) }.map { Self($0.name, $0.remedy) }
    }

    private static func pyarrow(_ open: String) -> String {
        "python3 -c \"import pyarrow as a, pyarrow.csv as c; c.write_csv(a.ipc.\(open)('FILE').read_all(), '/dev/stdout')\""
    }

    private static func zip(_ bytes: [UInt8], _ shell: Shell) -> Self {
        let beginning = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if ["[Content_Types].xml", "xl/", "opendocument.spreadsheet"].contains(where: beginning.contains) {
            return Self(
                "a spreadsheet (a ZIP archive of XML)",
                "save it as CSV in UTF-8 and submit that, or in2csv FILE | etl submit -")
        }
        return Self("a ZIP archive", shell.printed("unzip -p FILE"))
    }

    /// The header of the first file in an archive has the sum of its bytes, its own digits taken as blanks.
    private static func isTar(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 512, bytes[0] != 0 else { return false }
        let digits = bytes[148..<156].filter { $0 != 0 && $0 != 0x20 }
        guard let sum = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { return false }
        var found = 8 * 0x20
        for offset in 0..<512 where !(148..<156).contains(offset) { found += Int(bytes[offset]) }
        return found == sum
    }

    /// Behind the mark is the size of a message's metadata, padded to eight bytes.
    private static func isArrowStream(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8 else { return false }
        let size = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        return size > 0 && size < 1 << 24 && size % 8 == 0
    }
}

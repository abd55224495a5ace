import ArgumentParser
import DisplayText
import ETLModels
import Glibc
import ServerAccess
import ServiceSettings
import Submission

/// The files to load, and their options.
struct SourceOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Exports: CSV, NDJSON or JSON, plain or compressed (gzip, zstd, bzip2, xz), or Parquet.",
            discussion: """
                Files, directories, http:// and https:// URLs, - for standard input, or patterns in quotes: \
                'exports/**/token_transfers-*.csv.gz'. Format and kind are detected from the content, not the file name. \
                In directories, names that start with . or _, or end in .part, .tmp or .crc, are skipped.
                """))
    var files: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Option(
        help: ArgumentHelp(
            "Directory that keeps standard input for the extractors (ETL_SPOOL; default: spool in the state directory).",
            valueName: "directory"))
    var spool: String?

    var flags: [SettingKey: String?] { reading.flags.merging([.spool: spool]) { $1 } }
}

extension SourceOptions {
    /// Rejects a command line without files.
    func requireFiles() throws(ValidationError) {
        guard !files.isEmpty else { throw ValidationError("Missing expected argument '<files> ...'") }
    }

    /// Rejects a request for standard input that is a terminal.
    func requireInput() throws(ValidationError) {
        if files.contains(SourceFiles.standardInput), isatty(STDIN_FILENO) == 1 {
            throw ValidationError("standard input is a terminal: pipe an export into this command, or name a file")
        }
    }

    /// The first arguments, without the secrets of links.
    var shownFiles: String {
        let names = files.prefix(20).map { SourceFiles.isURL($0) ? SourceFiles.absolutePath($0) : $0 }
        let shown = names.map(\.shellQuoted).joined(separator: " ").cut(toBytes: 4000)
        return files.count > 20 ? "\(shown) and \(Format.count(files.count - 20)) more" : shown
    }

    /// The files that the arguments select.
    func select(_ request: ServerRequest) async throws -> SourceSelection {
        try requireInput()
        return try await SourceSelection.find(files, request)
    }
}

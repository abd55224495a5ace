internal import Compression
internal import DisplayText
internal import ETLModels
internal import Formats
internal import Parquet
internal import SourceDescriptions

extension SourceError: CustomStringConvertible {
    /// The file, the fault and the remedy.
    package var description: String { "\(path.printable): \(fault)" }

    /// The fault and the remedy, without the file in front. Commands in it name the file.
    package var fault: String { reason.words(of: SourceLink(path) == nil ? path.shellQuoted : FileCommand.mark) }
}

extension SourceError.Reason: CustomStringConvertible {
    /// The fault and the remedy, for any file.
    package var description: String { words(of: FileCommand.mark) }

    /// The fault and the remedy.
    ///
    /// - Parameter file: the file as a shell takes it. Of a link, the file behind it has a name that only its user knows.
    fileprivate func words(of file: String) -> String {
        switch self {
        case .notFound: "no such file; check that every machine with an extractor has it under this path"
        case .isADirectory: "this is a directory; name the files in it"
        case .permissionDenied: "no permission to read the file; change its mode, or run as another user"
        case .malformedLink: "this is not a link; percent-encode special characters in it"
        case .notARegularFile: "this is not a regular file, so it cannot be read again after a crash; copy it to a file"
        case .inputOutput(let message): "the file cannot be read: \(message)"
        case .node(let fault): fault.what
        case .compressedData(let error): FileCommand.naming(file, in: error.description)
        case .notText(let guess):
            """
            the file is not text\(guess.map { " but looks like \($0)" } ?? ""); submit CSV or JSON, uncompressed or compressed with \
            \(SourceCompression.names), or Parquet
            """
        case .brokenArray(let broken): "\(broken); nothing behind it is read: mend the file, or get it again"
        case .parquet, .namesItsColumns, .noColumns, .columnNamesTooLong: columnarFault
        case .otherFormat(let other): FileCommand.naming(file, in: other.description)
        case .unclosedQuote(let line, let unread):
            """
            the quote that opens in line \(line) is never closed: \(unread.notRead). Close the quote, double it or remove it, and \
            submit the file again
            """
        case .anotherExport(line: 1):
            "line 1 is a header, but not one of the names that were given for the columns: submit the file without them"
        case .anotherExport(let line):
            "line \(line) starts another export: split the file there, and submit both parts"
        case .noHeader: "the file has no header and no records; if it is empty on purpose, specify its kind"
        case .headerTooLong(let limit):
            "the first \(limit) bytes contain no complete header line; check that this CSV file starts with column names"
        case .headerMalformed(let fault):
            "the header cannot be read: \(fault.text)"
                + (fault.filter.map { "; write one record on each line: jq -c \($0) \(file) | etl submit -" } ?? "")
        case .hasNoSize, .endsBeforeItsSize: kernelFault(file)
        case .outsideRoots, .outsideURLs, .nameOfLink, .folderOfOtherChain, .notServed, .notDownloadable: refusal
        case .sizeChanged, .timeChanged, .contentChanged: change
        case .interrupted, .tooMuchText, .tooDense, .jobTooLarge: excess
        }
    }

    private func kernelFault(_ file: String) -> String {
        let size =
            if case .endsBeforeItsSize(let size, let end) = self {
                "its size is \(size) bytes and its content ends at \(end), as of files in /sys"
            } else {
                "it has content but no size, as files in /proc have"
            }
        return """
            this is not a regular file: \(size), so it cannot be read again after a crash; copy it to a file, or pipe it: \
            cat \(file) | etl submit -
            """
    }

    private var columnarFault: String {
        switch self {
        case .parquet(let error): error.words
        case .namesItsColumns: "a Parquet file names its columns: submit it without --columns"
        case .noColumns:
            "none of the file's columns can be read: they are nested; export the records as columns of their own"
        case .columnNamesTooLong(let limit):
            "the names of the columns take more than \(limit) bytes; write a file of the needed columns only"
        default: ""
        }
    }

    private var change: String {
        switch self {
        case .sizeChanged(let expected, let found):
            "the file has changed since it was submitted: from \(expected) to \(found) bytes; submit it again"
        case .timeChanged: "the file was modified after it was submitted; submit it again"
        case .contentChanged: "the file has changed: its content differs from what was submitted; submit it again"
        default: ""
        }
    }

    private var excess: String {
        switch self {
        case .interrupted(.paused): "the reading was interrupted"
        case .interrupted(.overdue(let seconds)):
            """
            no batch was complete within \(seconds) seconds of reading: a record without an end, or a source that is too \
            slow. Look at the file there; if it is right, raise ETL_READ_SECONDS of the extractors (with \
            ETL_SLICE_SECONDS at most 1700) and replay the job
            """
        case .tooMuchText(let limit):
            """
            the file decompresses to more than \(limit) bytes: refused, as a few kilobytes can stand for terabytes. If the file \
            is right, raise ETL_SOURCE_TEXT_BYTES of the extractors and replay the job
            """
        case .tooDense(let limit):
            """
            the file decompresses to more than \(limit) times its size: refused, as a few kilobytes can stand for terabytes. If \
            the file is right, raise ETL_SOURCE_TEXT_RATIO of the extractors and replay the job
            """
        case .jobTooLarge(let bytes, let limit):
            """
            what the extractor has to know of the file takes \(bytes) bytes, more than the \(limit) of a message: write a file of \
            the needed columns only, or shorten the names of its columns, its path or its link
            """
        default: ""
        }
    }

    private var refusal: String {
        switch self {
        case .outsideRoots(let why, let roots):
            """
            refused: \(why), and the extractor reads only below \(roots.joined(separator: " and ")); submit the file \
            by its path there, or let the extractors read its directory (--source-root) and replay the job
            """
        case .nameOfLink:
            "this is only the name of a link, with a hash in place of its query: run `etl submit --again` with the link"
        case .folderOfOtherChain(let folder, let chain):
            """
            it lies in \(folder), and the database holds the records of chain \(chain); load it into a database of its own, or move it \
            if the folder is wrong
            """
        case .notServed(let status) where [401, 403].contains(status):
            """
            the server refuses the request (\(status)): a signed link may have expired, or may not permit reading; submit a new \
            link with --again
            """
        case .notServed(let status) where [404, 410].contains(status):
            "the server has no such file (\(status)); check the link"
        case .notServed(let status): "the server responds with status \(status); check the link"
        case .outsideURLs(let why, let allowed):
            """
            refused: \(why), and the extractor downloads \
            \(allowed.isEmpty ? "nothing" : "only below \(allowed.joined(separator: " and "))"); let the extractors \
            download from there (--source-url) and replay the job
            """
        case .notDownloadable(let what):
            "\(what); download the file and submit it, or pipe it: curl … | etl submit -"
        default: ""
        }
    }
}

extension ParquetError {
    /// The fault with its place, and the remedy.
    fileprivate var words: String {
        switch reason {
        case .notParquet: "\(self); get the file again"
        case .damaged: "damaged: \(self); get the file again, or write it anew"
        case .overLimit(let setting, let claimed, let limit):
            place.description + (place.description.isEmpty ? "" : ": ")
                + "the file claims \(claimed) \(setting.unit), more than the limit of \(limit)"
                + (setting.environmentName.map {
                    "; if the file is right, raise \($0) of the extractors and replay the job"
                } ?? "")
        case .encrypted, .unsupported, .outOfMemory: "\(self)"
        }
    }
}

extension LineSpan {
    fileprivate var notRead: String {
        count == 1 ? "line \(first) was not read" : "\(count) lines from line \(first) on were not read"
    }
}

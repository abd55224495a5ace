internal import Compression
internal import SourceDescriptions

extension SourceError: CustomStringConvertible {
    /// The error in words: the file, what is wrong with it, and what to do.
    package var description: String { "\(path): \(reason.description)" }
}

extension SourceError.Reason: CustomStringConvertible {
    /// What is wrong, and what to do, without the file.
    package var description: String {
        switch self {
        case .notFound: "no such file; check that every machine with an extractor has it under this path"
        case .isADirectory: "this is a directory; name the files in it"
        case .permissionDenied: "no permission to read the file; change its mode, or run as another user"
        case .outsideRoots(let why, let roots):
            """
            refused: \(why), and the extractor reads only below \(roots.joined(separator: " and ")); submit the file \
            by its path there, or let the extractors read its directory (--source-root) and replay the job
            """
        case .malformedLink: "this is not a link; percent-encode special characters in it"
        case .notServed, .outsideURLs, .notDownloadable: refusal
        case .notARegularFile:
            "this is not a regular file, so it cannot be read again after a crash; copy it to a file"
        case .inputOutput(let message): "the file cannot be read: \(message)"
        case .compressedData(let error): error.description
        case .notText(let guess):
            """
            the file does not hold text\(guess.map { ", it looks like \($0)" } ?? ""); CSV or NDJSON is required, plain or compressed \
            by \(SourceCompression.names)
            """
        case .noHeader: "the file has no header and no records; name the kind (--kind) if it is meant to be empty"
        case .headerTooLong(let limit):
            "no header line ends within the first \(limit) bytes; is this a CSV file that starts with its column names?"
        case .headerMalformed(let what): "the header cannot be read: \(what)"
        case .sizeChanged(let expected, let found):
            "the file has changed: it had \(expected) bytes when it was submitted and has \(found) now; submit it again"
        case .timeChanged: "the file has been written to since it was submitted; submit it again"
        case .contentChanged:
            "the file has changed: its content differs from what was submitted; submit it again"
        }
    }

    private var refusal: String {
        switch self {
        case .notServed(let status) where [401, 403].contains(status):
            """
            the server refuses it (\(status)): a signed link may have expired, or may not permit reading; submit a new \
            link with --again
            """
        case .notServed(let status) where [404, 410].contains(status):
            "the server has no such file (\(status)); check the link"
        case .notServed(let status): "the server answers \(status) to the request; check the link"
        case .outsideURLs(let why, let allowed):
            """
            refused: \(why), and the extractor downloads \
            \(allowed.isEmpty ? "nothing" : "only from below \(allowed.joined(separator: " and "))"); let the extractors \
            download from there (--source-url) and replay the job
            """
        case .notDownloadable(let what):
            "\(what); download it and submit the file, or pipe it: curl … | etl submit -"
        default: ""
        }
    }
}

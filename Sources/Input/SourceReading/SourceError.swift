package import Compression
package import ETLModels
package import Formats
package import Parquet
internal import SourceDescriptions
internal import SystemPackage

/// Why a source is unreadable, or readable only in part.
package struct SourceError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// There is no such file.
        case notFound
        /// The path leads to a directory.
        case isADirectory
        /// The process has no permission to read the file.
        case permissionDenied
        /// The path is not below one of the roots; the reason, and the roots.
        case outsideRoots(String, roots: [String])
        /// The text starts like a link, but is not a valid one.
        case malformedLink
        /// The text is the name of a link, whose query is only a hash.
        case nameOfLink
        /// A folder of the path names another chain than the database's.
        case folderOfOtherChain(String, database: ChainID)
        /// The server refuses the file permanently; the status of its response.
        case notServed(status: Int)
        /// The link is not allowed; the reason, and the allowed prefixes.
        case outsideURLs(String, allowed: [String])
        /// The server does not support the requests that a source needs; the fault.
        case notDownloadable(String)
        /// A pipe, a socket or a device: it cannot be read twice.
        case notARegularFile
        /// The file has bytes, and no size: the kernel makes them when they are read.
        case hasNoSize
        /// The file ends before its size, which has not changed: the kernel makes its bytes when they are read.
        case endsBeforeItsSize(UInt64, end: UInt64)
        /// The system failed to read; its message.
        case inputOutput(String)
        /// The node does not give the range of blocks.
        case node(NodeFault)
        /// The compressed data cannot be read, or only in part.
        case compressedData(DecompressionError)
        /// The file is a JSON array that is broken; the place.
        case brokenArray(BrokenArray)
        /// The file is not text; its likely format, if known.
        case notText(lookingLike: String?)
        /// A quote is never closed: its line, and the lines of the source that belong to no record.
        case unclosedQuote(line: UInt64, unread: LineSpan)
        /// A line is the header of another export.
        case anotherExport(line: UInt64)
        /// The file is of a format that is not read.
        case otherFormat(OtherFormat)
        /// The file is a Parquet file that cannot be read, or only in part; the fault.
        case parquet(ParquetError)
        /// The file names its columns, so that names for them have no meaning.
        case namesItsColumns
        /// The file has no columns, or none that can be read.
        case noColumns
        /// The names of the columns take more than this many bytes.
        case columnNamesTooLong(limit: Int)
        /// The source's job takes more bytes than a message may have.
        case jobTooLarge(bytes: Int, limit: Int)
        /// The file has no lines, so its kind of records is unknown.
        case noHeader
        /// The header does not end within this many bytes.
        case headerTooLong(limit: Int)
        /// The header is unreadable; the fault.
        case headerMalformed(HeaderFault)
        /// The reading was ended from outside, before the end of the file.
        case interrupted(ReadingWatch.Interruption)
        /// The decompressed text is longer than allowed.
        case tooMuchText(limit: UInt64)
        /// The decompressed text is too long for the size of the file.
        case tooDense(limit: Int)
        /// The file's size has changed.
        case sizeChanged(expected: UInt64, found: UInt64)
        /// The file was modified.
        case timeChanged
        /// The file's header, its fingerprint, or its content at the position to resume at, has changed.
        case contentChanged
    }

    /// The file.
    package let path: String
    /// What is wrong with it.
    package let reason: Reason

    /// Describes the fault of a file.
    package init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// Whether the same file may be readable later without a change: the system failed, not the source.
    package var mayPass: Bool {
        switch reason {
        case .inputOutput, .interrupted(.paused): true
        case .node(let fault): fault.mayPass
        default: false
        }
    }

    /// Whether the reading was only paused, and can go on later.
    package var isPause: Bool { reason == .interrupted(.paused) }

    /// Whether the part of the file before the damage can be read.
    var isDamage: Bool {
        switch reason {
        case .compressedData, .unclosedQuote, .anotherExport, .brokenArray, .parquet: true
        default: false
        }
    }
}

extension SourceError {
    init(_ path: String, _ error: DecompressionError) {
        self.path = path
        reason = error.reason == .outOfMemory ? .inputOutput(error.description) : .compressedData(error)
    }

    /// Converts an error of a system call.
    init(_ path: String, _ error: any Error, offset: UInt64? = nil) {
        self.path = path
        let place = offset.map { " at byte \($0)" } ?? ""
        reason =
            switch error as? Errno {
            case .noSuchFileOrDirectory?, .notDirectory?, .fileNameTooLong?, .tooManySymbolicLinkLevels?: .notFound
            case .isDirectory?: .isADirectory
            case .permissionDenied?, .notPermitted?: .permissionDenied
            // What opening a socket yields.
            case .noSuchAddressOrDevice?: .notARegularFile
            default: .inputOutput("\(error)\(place)")
            }
    }
}

extension SourceDamage {
    /// The damage of a source as the error of its reader.
    func error(_ path: String, _ compression: String) -> SourceError {
        SourceError(path, DecompressionError(compression, .corrupt(what), at: offset))
    }
}

package import Compression
internal import SourceDescriptions
internal import SystemPackage

/// Why a source cannot be read, or not be read further.
package struct SourceError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// There is no such file.
        case notFound
        /// The path leads to a directory.
        case isADirectory
        /// This user may not read the file.
        case permissionDenied
        /// The path does not lead below one of the roots; why not, and the roots.
        case outsideRoots(String, roots: [String])
        /// The text starts as a link does, and is none.
        case malformedLink
        /// The server does not give the file out, and would not later; the status of its answer.
        case notServed(status: Int)
        /// The link leads to where nothing is downloaded from; why, and what the links must start with.
        case outsideURLs(String, allowed: [String])
        /// The server does not do what it takes to read the file in parts; what it does.
        case notDownloadable(String)
        /// A pipe, a socket or a device: it cannot be read twice.
        case notARegularFile
        /// The system cannot read; the message is its own.
        case inputOutput(String)
        /// The compressed data cannot be read, or not be read further.
        case compressedData(DecompressionError)
        /// The file does not hold text; what it seems to be, if known.
        case notText(lookingLike: String?)
        /// The file has no lines at all, so that nothing tells which kind of records it would have.
        case noHeader
        /// There is no end of the header within this many bytes.
        case headerTooLong(limit: Int)
        /// The header cannot be read; what is wrong with it.
        case headerMalformed(String)
        /// The file is not as long as it was.
        case sizeChanged(expected: UInt64, found: UInt64)
        /// The file has been written to.
        case timeChanged
        /// The file's header, or what is at the position to go on from, is not what it was.
        case contentChanged
    }

    /// The file.
    package let path: String
    /// What is wrong with it.
    package let reason: Reason

    /// Blames a file.
    package init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// Whether the same file may be readable later without anybody changing it: the system failed, not the source.
    package var mayPass: Bool {
        if case .inputOutput = reason { true } else { false }
    }

    /// Whether part of the file can be read: what lies in front of the damage.
    var isDamage: Bool {
        if case .compressedData = reason { true } else { false }
    }
}

extension SourceError {
    init(_ path: String, _ error: DecompressionError) {
        self.path = path
        reason = error.reason == .outOfMemory ? .inputOutput(error.description) : .compressedData(error)
    }

    /// Takes what a call of the system threw.
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

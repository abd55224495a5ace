internal import Glibc
internal import SystemPackage

/// The directories below which sources may be read. Without a limit, anyone who can publish extract jobs could read every
/// file that the extractor can read.
///
/// Symlinks in the roots' own paths are resolved once, when this is made; those in a source's path whenever it is opened.
package struct SourceRoots: SourceOpener {
    /// Allows every path.
    package static let everywhere = SourceRoots(directories: ["/"], names: ["/"])

    /// Real paths.
    private let directories: [FilePath]
    /// The paths as they were given.
    private let names: [FilePath]

    private init(directories: [FilePath], names: [FilePath]) {
        self.directories = directories
        self.names = names
    }

    /// Resolves directories; with `/` among them, nothing is refused.
    ///
    /// - Throws: ``SourceRootError`` if one is missing or is not a directory.
    package init(_ paths: [String]) throws(SourceRootError) {
        directories = try paths.map { path throws(SourceRootError) in try Self.resolve(path) }
        names = paths.map { FilePath($0) }
    }

    /// Opens a file for reading, when it is really below a root.
    package func open(_ path: String) throws(SourceError) -> any SourceFile {
        try LocalFile(path, descriptor(of: path))
    }

    /// - Returns: a descriptor that the caller closes.
    private func descriptor(of path: String) throws(SourceError) -> FileDescriptor {
        let file = FilePath(path)
        do {
            guard !directories.contains("/") else { return try Self.openToRead(file) }
            guard file.isAbsolute else { throw refusal(of: path, "the path is relative") }
            guard file.components.allSatisfy({ $0.kind != .parentDirectory }) else {
                throw refusal(of: path, "the path has the component “..”")
            }
            let place: FileDescriptor
            do {
                place = try Self.openPlace(file)
            } catch let error as Errno where Self.faultsOfPlaces.contains(error) {
                // Of a place elsewhere, nobody is told whether it is there.
                throw isAllowed(wayTo: file) ? error : leadsOutside(path)
            }
            defer { try? place.close() }
            guard isAllowed(try Self.realPath(of: place)) else { throw leadsOutside(path) }
            // The file that was checked, even if the path leads to another one by now.
            return try Self.openToRead(Self.link(to: place))
        } catch {
            throw error as? SourceError ?? SourceError(path, error)
        }
    }

    private func isAllowed(_ real: FilePath) -> Bool { directories.contains(where: real.starts) }

    /// Whether the way to a file that cannot be opened leads below a root, as far as it can be followed.
    ///
    /// - Parameter links: the most links that lead nowhere to follow.
    private func isAllowed(wayTo file: FilePath, links: Int = 8) -> Bool {
        // There is nothing at such a path anywhere.
        guard file.length < Int(PATH_MAX) else { return true }
        let parts = Array(file.components)
        let start = { (count: Int) in FilePath(root: file.root, parts[..<count]) }
        var last: FilePath?
        // Where a directory cannot be opened, nothing behind it can be: so halving finds the last that can.
        var (open, closed) = (0, parts.count)
        while open < closed {
            let middle = (open + closed) / 2
            if let place = try? Self.openPlace(start(middle)) {
                last = try? Self.realPath(of: place)
                try? place.close()
                open = middle + 1
            } else {
                closed = middle
            }
        }
        // A root may be missing itself.
        if (directories + names).contains(where: { file.starts(with: $0) && $0.components.count >= open }) {
            return true
        }
        guard let last, isAllowed(last) else { return false }
        // What comes next is missing, or a link that leads nowhere: then its target decides.
        guard let target = Self.target(of: start(open)) else { return true }
        let isPlain = target.components.allSatisfy { $0.kind != .parentDirectory }
        return isPlain && links > 0 && isAllowed(wayTo: last.pushing(target), links: links - 1)
    }

    private func leadsOutside(_ path: String) -> SourceError {
        refusal(of: path, "the path, or a symlink in it, leads outside the allowed directories")
    }

    private func refusal(of path: String, _ why: String) -> SourceError {
        SourceError(path, .outsideRoots(why, roots: directories.map(\.string)))
    }
}

extension SourceRoots {
    private static func openToRead(_ file: FilePath) throws -> FileDescriptor {
        // Without nonBlocking, opening a named pipe would wait for a writer.
        try FileDescriptor.open(file, .readOnly, options: [.nonBlocking, .closeOnExec])
    }

    /// Opens a place in the file system only to find its path; it cannot be read.
    private static func openPlace(
        _ path: FilePath, _ more: FileDescriptor.OpenOptions = []
    ) throws -> FileDescriptor {
        // O_PATH, which Swift does not see: its macro is another's name.
        let placeOnly = FileDescriptor.OpenOptions(rawValue: __O_PATH)
        return try FileDescriptor.open(path, .readOnly, options: more.union([placeOnly, .closeOnExec]))
    }

    /// What differs from place to place. Other faults are those of the system, and pass.
    private static let faultsOfPlaces: Set<Errno> = [
        .noSuchFileOrDirectory, .notDirectory, .permissionDenied, .notPermitted, .tooManySymbolicLinkLevels,
        .fileNameTooLong,
    ]

    /// Where a symbolic link leads; nil if there is none.
    private static func target(of file: FilePath) -> FilePath? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        return readlink(file.string, &path, Int(PATH_MAX)) > 0 ? FilePath(platformString: path) : nil
    }

    private static func link(to place: FileDescriptor) -> FilePath {
        FilePath("/proc/self/fd/\(place.rawValue)")
    }

    /// The absolute path of an open file, without symlinks. See `proc(5)`, “/proc/pid/fd/”.
    private static func realPath(of place: FileDescriptor) throws -> FilePath {
        // One more than can be filled, for the NUL at the end.
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink(link(to: place).string, &path, Int(PATH_MAX)) > 0 else { throw Errno(rawValue: errno) }
        return FilePath(platformString: path)
    }

    private static func resolve(_ path: String) throws(SourceRootError) -> FilePath {
        do {
            let place = try openPlace(FilePath(path), .directory)
            defer { try? place.close() }
            return try realPath(of: place)
        } catch {
            throw SourceRootError(path, error as? Errno)
        }
    }
}

/// Why a directory cannot be a root.
package struct SourceRootError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ error: Errno?) {
        let what =
            switch error {
            case .noSuchFileOrDirectory?: "the directory does not exist"
            case .notDirectory?: "it is not a directory"
            default: error.map { "it cannot be opened: \($0)" } ?? "it cannot be opened"
            }
        description = "the source root “\(path)”: \(what); create it, or specify another one"
    }
}

import Glibc
import SystemPackage

/// Operations on files and directories for a server's state.
enum FileSystem {
    static var isRoot: Bool { geteuid() == 0 }

    static func exists(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, F_OK) } == 0
    }

    /// The names in a directory; none if it is unreadable.
    static func entries(of directory: FilePath) -> [String] {
        guard let stream = directory.withPlatformString({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    static func absolute(_ path: FilePath) throws(LocalServerError) -> FilePath {
        if path.isAbsolute { return path.lexicallyNormalized() }
        guard let current = getcwd(nil, 0) else {
            throw .file(path, operation: "find the working directory of", Errno(rawValue: errno))
        }
        defer { free(current) }
        return FilePath(platformString: current).pushing(path).lexicallyNormalized()
    }

    static func makeTemporaryDirectory(in parent: FilePath, prefix: String) throws(LocalServerError) -> FilePath {
        let pattern = try absolute(parent).appending(prefix + "XXXXXX")
        var path = pattern.withPlatformString { text in Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
        }
        guard mkdtemp(&path) != nil else {
            throw .file(parent, operation: "create a directory in", Errno(rawValue: errno))
        }
        return path.withUnsafeBufferPointer { $0.baseAddress.map { FilePath(platformString: $0) } ?? pattern }
    }

    /// Lets the servers' users pass through; the servers' own directories stay closed.
    static func openForServers(_ path: FilePath) throws(LocalServerError) {
        guard isRoot else { return }
        try check(path.withPlatformString { chmod($0, 0o711) }, "change the mode of", path)
    }

    /// Creates `path` and missing parents: mode 0711 as root, so that the servers' users can pass, else 0700.
    static func makeDirectories(_ path: FilePath) throws(LocalServerError) {
        guard !exists(path) else { return }
        try makeDirectories(path.removingLastComponent())
        let result = path.withPlatformString { mkdir($0, isRoot ? 0o711 : 0o700) }
        if result != 0, errno == EEXIST { return }
        try check(result, "create the directory", path)
    }

    /// Creates `path` with mode 0700 for `owner`, or leaves an existing one as it is.
    static func makeDirectory(_ path: FilePath, owner: ServerUser?) throws(LocalServerError) {
        guard !exists(path) else { return }
        try check(path.withPlatformString { mkdir($0, 0o700) }, "create the directory", path)
        try give(path, to: owner)
    }

    /// The target of a symbolic link; nil if it is not a link, or unreadable.
    static func linkTarget(of path: FilePath) -> FilePath? {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = path.withPlatformString { readlink($0, &bytes, bytes.count - 1) }
        return count > 0 ? FilePath(platformString: bytes) : nil
    }

    static func read(_ path: FilePath) throws(LocalServerError) -> String {
        do {
            let file = OwnedDescriptor(try FileDescriptor.open(path, .readOnly, options: [.closeOnExec]))
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            let count = try bytes.withUnsafeMutableBytes { try file.descriptor.read(into: $0) }
            return String(decoding: bytes[..<count], as: UTF8.self)
        } catch {
            throw .file(path, operation: "read", error as? Errno ?? .ioError)
        }
    }

    /// Writes `text` to a file that only `owner` (and root) can read; it appears at `path` complete or not at all.
    static func writePrivate(_ text: String, to path: FilePath, owner: ServerUser?) throws(LocalServerError) {
        let draft = FilePath(path.string + ".new")
        do {
            let file = OwnedDescriptor(
                try FileDescriptor.open(
                    draft, .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow],
                    permissions: .ownerReadWrite))
            try file.descriptor.writeAll(text.utf8)
        } catch {
            throw .file(draft, operation: "write", error as? Errno ?? .ioError)
        }
        try give(draft, to: owner)
        try rename(draft, to: path)
    }

    static func rename(_ old: FilePath, to new: FilePath) throws(LocalServerError) {
        let result = old.withPlatformString { old in new.withPlatformString { new in systemRename(old, new) } }
        try check(result, "rename to \(new) the file", old)
    }

    /// Creates a symbolic link at `path`, replacing an existing one.
    static func link(_ path: FilePath, to target: FilePath) throws(LocalServerError) {
        let draft = FilePath(path.string + ".new")
        _ = draft.withPlatformString { unlink($0) }
        let result = draft.withPlatformString { draft in target.withPlatformString { symlink($0, draft) } }
        try check(result, "create the link", draft)
        try rename(draft, to: path)
    }

    private static func give(_ path: FilePath, to owner: ServerUser?) throws(LocalServerError) {
        guard let owner else { return }
        try check(path.withPlatformString { lchown($0, owner.userID, owner.groupID) }, "change the owner of", path)
    }

    private static func check(_ result: Int32, _ operation: String, _ path: FilePath) throws(LocalServerError) {
        guard result != 0 else { return }
        throw .file(path, operation: operation, Errno(rawValue: errno))
    }
}

/// `rename(2)`, under a name that the method of the same name does not shadow.
private func systemRename(_ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> Int32 {
    rename(old, new)
}

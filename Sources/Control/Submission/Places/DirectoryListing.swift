import ETLModels
import Glibc
package import SystemPackage

/// Iterates over the entries of a directory without holding all names in memory.
package struct DirectoryListing: ~Copyable {
    package let path: String
    private let handle: OpaquePointer

    package enum Entry: Sendable, Hashable {
        case directory(String)
        /// A file, or another entry that needs stat(2), such as a symbolic link.
        case other(String)
        /// A name that is not UTF-8, as a repaired text.
        case unreadableName(String)
    }

    package init(_ path: String) throws(Errno) {
        guard let handle = opendir(path) else { throw Errno(rawValue: errno) }
        self.path = path
        self.handle = handle
    }

    deinit {
        closedir(handle)
    }

    /// The next entry, without `.` and `..`; nil after the last.
    package mutating func next() throws(Errno) -> Entry? {
        while true {
            errno = 0
            guard let entry = readdir(handle) else {
                guard errno == 0 else { throw Errno(rawValue: errno) }
                return nil
            }
            // The record ends with its name: reading a whole `dirent` could reach beyond the system's buffer.
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            guard let text = String(validatingCString: name) else { return .unreadableName(String(cString: name)) }
            if text == "." || text == ".." { continue }
            return isDirectory(text, Int(entry.pointee.d_type)) ? .directory(text) : .other(text)
        }
    }

    /// Some file systems do not report the type of an entry.
    private func isDirectory(_ name: String, _ type: Int) -> Bool {
        guard type == DT_UNKNOWN else { return type == DT_DIR }
        return (try? FilePath(path).appending(name).stat(followTargetSymlink: false))?.type == .directory
    }
}

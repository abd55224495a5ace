import ETLModels
import SourceReading
import SystemPackage

/// What tells whether a file is still the same.
struct FileState: Sendable, Hashable {
    /// In bytes.
    let size: Int64
    /// When it was last written, in nanoseconds since the Unix epoch.
    let modified: Int64
}

/// What a path leads to, at the end of symbolic links.
enum FileLook: Sendable, Hashable {
    case file(FileState)
    case directory
    /// A pipe, a socket or a device.
    case somethingElse
    /// Nothing, as far as can be seen.
    case nothing
    /// It cannot be seen; why not.
    case failure(String)

    init(_ path: String) {
        do throws(Errno) {
            let status = try FilePath(path).stat()
            switch status.type {
            case .regular: self = .file(FileState(size: status.size, modified: status.modified))
            case .directory: self = .directory
            default: self = .somethingElse
            }
        } catch .noSuchFileOrDirectory, .notDirectory {
            self = .nothing
        } catch {
            self = .failure("\(error)")
        }
    }
}

import ETLModels
import SourceReading
import SystemPackage

/// The size and time of a file, to detect changes.
struct FileState: Sendable, Hashable {
    /// In bytes.
    let size: Int64
    /// The modification time, in nanoseconds since the Unix epoch.
    let modified: Int64
}

/// The target of a path, after following symbolic links.
enum FileLook: Sendable, Hashable {
    case file(FileState)
    case directory
    /// A pipe, a socket or a device.
    case somethingElse
    /// No file.
    case nothing
    /// The state cannot be read; why.
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

import Subprocess
package import SystemPackage

extension ManagedProcess {
    /// The destination of a process's standard output or error.
    package enum Output: Sendable, Hashable {
        /// The same as ours.
        case inherited
        /// Appended to this file, which is created with mode 0600 if missing.
        case file(FilePath)
        case discarded

        func open(_ own: FileDescriptor) throws(LocalServerError) -> FileDescriptorOutput {
            let path: FilePath
            switch self {
            case .inherited: return .fileDescriptor(own, closeAfterSpawningProcess: false)
            case .file(let file): path = file
            case .discarded: path = "/dev/null"
            }
            do {
                let file = try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .append, .closeOnExec], permissions: .ownerReadWrite)
                return .fileDescriptor(file, closeAfterSpawningProcess: true)
            } catch {
                throw .file(path, operation: "open", error as? Errno ?? .ioError)
            }
        }
    }
}

extension PlatformOptions {
    /// A session of its own: it receives no signals of our terminal.
    static var ownSession: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        return options
    }
}

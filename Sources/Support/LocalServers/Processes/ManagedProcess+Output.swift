import Subprocess
package import SystemPackage

extension ManagedProcess {
    /// Where the standard output or error of a process goes.
    package enum Output: Sendable, Hashable {
        /// Where ours goes.
        case inherited
        /// Appended to this file, which is made with mode 0600 when it is not there.
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
    /// A session of its own: signals of our terminal stay with us.
    static var ownSession: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        return options
    }
}

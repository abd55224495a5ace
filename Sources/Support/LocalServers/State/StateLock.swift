import Glibc
import SystemPackage

/// The lock that prevents two runs in one state directory; the kernel releases it when its holder ends.
final class StateLock: Sendable {
    private let file: OwnedDescriptor

    init(directory: FilePath) throws(LocalServerError) {
        let path = directory.appending("lock")
        let file: OwnedDescriptor
        do {
            file = OwnedDescriptor(
                try FileDescriptor.open(
                    path, .readWrite, options: [.create, .closeOnExec, .noFollow], permissions: .ownerReadWrite))
        } catch {
            throw .file(path, operation: "open", error as? Errno ?? .ioError)
        }
        guard flock(file.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            throw .stateInUse(directory, pid: Self.holder(file.descriptor))
        }
        ftruncate(file.descriptor.rawValue, 0)
        _ = try? file.descriptor.writeAll("\(ProcessTable.ownPID)\n".utf8)
        self.file = file
    }

    /// The holder's process id from the file, only for the message.
    private static func holder(_ file: FileDescriptor) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = text.withUnsafeMutableBytes { (try? file.read(fromAbsoluteOffset: 0, into: $0)) ?? 0 }
        return Int32(String(decoding: text[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}

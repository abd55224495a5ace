import Glibc
import Synchronization

/// A socket in the file system, for processes of this machine: its user and group may connect to it.
///
/// It gets its name when it listens and has its permissions. What was under that name before is replaced if nobody answers there.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class LocalSocket: Sendable {
    /// The most bytes of a path: the kernel's limit, without those of the folder that it is made in.
    static let mostBytes = 107 - suffix.utf8.count - file.utf8.count
    private static let suffix = ".XXXXXX"
    private static let file = "/s"

    private let path: String
    /// A folder that only this user can enter.
    private let folder: String
    private let outcome = Mutex<(inode: ino_t?, fault: String?)>((nil, nil))

    /// - Throws: ``ListenError`` if somebody answers under the name, or something else has it.
    init(_ path: String) throws(ListenError) {
        if let fault = Self.fault(of: path) { throw ListenError(ListenPlace.socket(path), fault) }
        var name = Array((path + Self.suffix).utf8CString)
        guard mkdtemp(&name) != nil else {
            throw ListenError(ListenPlace.socket(path), String(cString: strerror(errno)))
        }
        self.path = path
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path to listen on.
    var draft: String { folder + Self.file }

    /// Why it has no name; nil if it has one, or has not listened.
    var fault: String? { @inline(never) get { outcome.withLock { $0.fault } } }

    /// Gives the socket its permissions, and then its name.
    ///
    /// - Returns: whether that was possible.
    @inline(never)
    func publish() -> Bool {
        outcome.withLock { outcome in
            var status = stat()
            guard chmod(draft, 0o660) == 0, lstat(draft, &status) == 0, rename(draft, path) == 0 else {
                outcome.fault = String(cString: strerror(errno))
                return false
            }
            outcome.inode = status.st_ino
            return true
        }
    }

    /// Removes what is left of it, unless another one has the name meanwhile.
    @inline(never)
    func remove() {
        unlink(draft)
        rmdir(folder)
        var status = stat()
        guard let inode = outcome.withLock({ $0.inode }), lstat(path, &status) == 0, status.st_ino == inode else {
            return
        }
        unlink(path)
    }

    /// Why the name cannot be taken; nil if it can.
    private static func fault(of path: String) -> String? {
        guard path.utf8.count <= mostBytes else { return "the path has more than \(mostBytes) bytes" }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return errno == ENOENT ? nil : String(cString: strerror(errno))
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return "this is no socket: choose another path" }
        return isAnswered(path) ? "another process answers there: stop it, or choose another path" : nil
    }

    /// Whether somebody listens. In doubt, somebody does.
    private static func isAnswered(_ path: String) -> Bool {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 || ![ECONNREFUSED, ENOENT].contains(errno)
    }
}

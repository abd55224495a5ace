import Glibc
import Synchronization
import SystemPackage

/// What files say, which are read again when they change: a login, a certificate with its key.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class WatchedFiles<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var marks: [[Int64]]
        /// Whether they could not be read when they had these marks.
        var isRefused = false
    }

    private let paths: [FilePath]
    private let read: @Sendable () throws -> Value
    private let state: Mutex<State>

    /// Reads the files. It blocks.
    init(_ paths: [FilePath], read: @escaping @Sendable () throws -> Value) throws {
        self.paths = paths
        self.read = read
        // Before the files are read, so that a change meanwhile is seen later.
        let marks = Self.marks(paths)
        state = Mutex(State(value: try read(), marks: marks))
    }

    /// What the files said when they could last be read.
    var value: Value { @inline(never) get { state.withLock { $0.value } } }

    /// Reads the files if they have changed, or could not be read before. It blocks.
    ///
    /// - Returns: the new value; nil if there is none.
    /// - Throws: once for each change, why they cannot be read. The value stays.
    @inline(never)
    func refresh() throws -> Value? {
        let marks = Self.marks(paths)
        let (hasChanged, wasRefused) = state.withLock { ($0.marks != marks, $0.isRefused) }
        guard hasChanged || wasRefused else { return nil }
        do {
            let value = try read()
            state.withLock { $0 = State(value: value, marks: marks) }
            return value
        } catch {
            // What is wrong may pass without a change of the files: too many open files, for instance.
            state.withLock { ($0.marks, $0.isRefused) = (marks, true) }
            if hasChanged { throw error }
            return nil
        }
    }

    /// What tells one state of the files from another.
    private static func marks(_ paths: [FilePath]) -> [[Int64]] {
        paths.map { path in
            guard let status = try? path.stat() else { return [] }
            let (written, changed) = (status.st_mtim, status.st_ctim)
            return [
                Int64(bitPattern: UInt64(status.deviceID.rawValue)), Int64(bitPattern: UInt64(status.inode.rawValue)),
                status.size,
                Int64(written.tv_sec), Int64(written.tv_nsec), Int64(changed.tv_sec), Int64(changed.tv_nsec),
            ]
        }
    }
}

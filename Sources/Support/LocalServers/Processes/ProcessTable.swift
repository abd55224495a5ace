import Glibc
import SystemPackage

/// Processes that are not our children, from /proc (proc(5)).
enum ProcessTable {
    static var ownPID: Int32 { getpid() }

    /// Processes of one of the programs with `argument` among their arguments. Other programs can have it too: a backup
    /// of a data directory names that directory.
    static func processes(of programs: Set<String>, withArgument argument: String) -> [Int32] {
        processIDs.filter { pid in
            guard let program = FileSystem.linkTarget(of: FilePath("/proc/\(pid)/exe"))?.lastComponent?.string else {
                return false
            }
            return programs.contains(program) && arguments(of: pid).contains(argument)
        }
    }

    static func children(of parent: Int32) -> [Int32] {
        processIDs.filter { pid in status(of: pid).map { $0.parent == parent && $0.isAlive } ?? false }
    }

    /// Whether the process exists and is not a zombie.
    ///
    /// Arguments are no evidence: during an exec, a process has none for a moment.
    static func isAlive(_ pid: Int32) -> Bool { status(of: pid)?.isAlive ?? false }

    private static func status(of pid: Int32) -> (isAlive: Bool, parent: Int32)? {
        guard let text = try? FileSystem.read(FilePath("/proc/\(pid)/stat")), let name = text.lastIndex(of: ")") else {
            return nil
        }
        // After the name in parentheses come the state and the parent's id.
        let fields = text[name...].split(separator: " ")
        guard fields.count > 2, let parent = Int32(fields[2]) else { return nil }
        return (fields[1] != "Z" && fields[1] != "X", parent)
    }

    /// Ends processes that are not our children: `signal` first, SIGKILL after `grace`.
    static func end(_ pids: [Int32], signal: Int32, grace: Duration) async {
        pids.forEach { kill($0, signal) }
        if await !haveEnded(pids, within: grace) {
            pids.filter(isAlive).forEach { kill($0, SIGKILL) }
            _ = await haveEnded(pids, within: .seconds(5))
        }
    }

    /// Polls every 20 ms, because the kernel reports the end of a process only to its parent.
    private static func haveEnded(_ pids: [Int32], within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while pids.contains(where: isAlive) {
            guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
                return false
            }
        }
        return true
    }

    static var processIDs: [Int32] {
        FileSystem.entries(of: "/proc").compactMap { Int32($0) }
    }

    static func arguments(of pid: Int32) -> [String] {
        guard let text = try? FileSystem.read(FilePath("/proc/\(pid)/cmdline")) else { return [] }
        return text.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

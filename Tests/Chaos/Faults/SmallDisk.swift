import Foundation
import LocalServers
package import SystemPackage

/// A file system in memory that is as large as one wants it to be, and full when one wants that; needs root.
///
/// A process of its own holds it and unmounts it when we end, in whatever way. What stays behind all the same, because
/// that process was killed as well, the next one that is mounted clears away.
package final class SmallDisk: Sendable {
    /// Where it is mounted; belongs to the user that it was made for.
    package let path: FilePath
    let holder: ManagedProcess

    /// What came of an attempt.
    package enum Mounting: Sendable {
        case mounted(SmallDisk)
        /// This user, or this machine, may not mount.
        case unavailable(reason: String)
    }

    private init(path: FilePath, holder: ManagedProcess) {
        self.path = path
        self.holder = holder
    }

    /// Mounts a disk of so many bytes, a multiple of 4 KiB, for the owner of `directory`, empty and with mode 0700.
    package static func mount(bytes: Int, forOwnerOf directory: FilePath) async throws -> Mounting {
        await sweep()
        guard geteuid() == 0 else { return .unavailable(reason: "mounting a small disk needs root") }
        let owner = try Stat(directory)
        let path = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("\(prefix)\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
        let log = FilePath(path.string + ".log")
        defer { try? FileManager.default.removeItem(atPath: log.string) }
        let holder = try await ManagedProcess.start(
            "/bin/sh",
            arguments: [
                "-c", script, "small-disk", path.string, "\(bytes)", "\(owner.userID.rawValue)",
                "\(owner.groupID.rawValue)",
            ], output: .file(log), error: .file(log))
        // The kernel tells nobody of a mount, so this looks.
        while holder.isRunning {
            if MountTable.current.contains(where: { $0.path == path.string }) {
                return .mounted(SmallDisk(path: path, holder: holder))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let said = (try? String(contentsOfFile: log.string, encoding: .utf8)) ?? ""
        return .unavailable(reason: said.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The bytes that are taken.
    package func used() throws -> Int {
        let (blocks, free, size) = try figures()
        return (blocks - free) * size
    }

    /// The bytes that may still be written.
    package func free() throws -> Int {
        let (_, free, size) = try figures()
        return free * size
    }

    /// Makes the disk larger or smaller, but not smaller than what is used.
    package func resize(toBytes bytes: Int) async throws {
        let outcome = try await Programs.run(named: "mount", ["-o", "remount,size=\(bytes)", path.string])
        guard outcome.exitCode == 0 else { throw ChaosError("cannot resize \(path): \(outcome.everything)") }
    }

    /// Leaves no more room than so many bytes, also while somebody writes: a disk cannot be made smaller than what has been
    /// written in the meantime.
    package func leave(_ room: Int) async throws {
        for _ in 0..<50 {
            if (try? await resize(toBytes: try used() + room)) != nil { return }
        }
        try await resize(toBytes: try used() + room)
    }

    /// Unmounts the disk, also while somebody has files open there; what it held is gone.
    package func unmount() async {
        await holder.terminate()
    }

    private func figures() throws -> (blocks: Int, free: Int, size: Int) {
        var figures = statvfs()
        guard statvfs(path.string, &figures) == 0 else {
            throw ChaosError("cannot look at \(path): \(Errno(rawValue: errno))")
        }
        return (Int(figures.f_blocks), Int(figures.f_bfree), Int(figures.f_frsize))
    }

    /// Ours by the names that the script gives them, and left behind when the process of that name has gone.
    private static func sweep() async {
        for mount in MountTable.current where mount.isTemporary && mount.source.hasPrefix(prefix) {
            let holder = mount.source.dropFirst(prefix.count)
            let arguments = (try? String(contentsOfFile: "/proc/\(holder)/cmdline", encoding: .utf8)) ?? ""
            guard !arguments.split(separator: "\0").contains(Substring(mount.path)) else { continue }
            _ = try? await Programs.run(named: "umount", ["-l", mount.path])
            _ = rmdir(mount.path)
        }
    }

    private static let prefix = "token-etl-disk-"

    /// What it waits for ends with it, also when it is killed. Lazily unmounted, so that it goes at once even while a server that was killed has not gone yet.
    private static let script = """
        trap 'kill "$sleeper" 2>/dev/null; umount -l "$1"; rmdir "$1"; exit 0' TERM
        mount -t tmpfs -o "size=$2,mode=0700,uid=$3,gid=$4" "\(prefix)$$" "$1" || { rmdir "$1"; exit 1; }
        tail --pid=$$ -f /dev/null &
        sleeper=$!
        wait
        """
}

/// What is mounted (proc(5), /proc/PID/mountinfo).
struct MountTable {
    struct Entry {
        let path: String
        let source: String
        let isTemporary: Bool
    }

    static var current: [Entry] {
        let text = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            // A variable number of fields ends with a hyphen; the type and the source follow.
            let fields = line.split(separator: " ")
            guard let hyphen = fields.firstIndex(of: "-"), hyphen > 4, fields.count > hyphen + 2 else { return nil }
            return Entry(
                path: String(fields[4]), source: String(fields[hyphen + 2]), isTemporary: fields[hyphen + 1] == "tmpfs")
        }
    }
}

import Foundation
package import LocalServers
package import SystemPackage

/// A file system in memory whose size a scenario sets, to make it full on purpose; needs root.
///
/// A process of its own holds the disk, and unmounts it when the harness ends for any reason. If both were killed, the
/// next mount removes the leftover.
package final class SmallDisk: Sendable {
    /// The mount point; it belongs to the user for whom the disk was made.
    package let path: FilePath
    let holder: ManagedProcess
    private let host: ServerHost

    /// The result of an attempt to mount.
    package enum Mounting: Sendable {
        case mounted(SmallDisk)
        /// This user must not mount, or this machine cannot.
        case unavailable(reason: String)
    }

    private init(path: FilePath, holder: ManagedProcess, host: ServerHost) {
        self.path = path
        self.host = host
        self.holder = holder
    }

    /// Mounts a disk of `bytes` bytes, a multiple of 4 KiB, for the owner of `directory`, empty and with mode 0700.
    ///
    /// - Parameter host: whose programs see the disk.
    package static func mount(
        bytes: Int, forOwnerOf directory: FilePath, on host: ServerHost = .local
    ) async throws -> Mounting {
        await sweep()
        guard geteuid() == 0 else { return .unavailable(reason: "mounting a small disk needs root") }
        let owner = try Stat(directory)
        let path = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("\(prefix)\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
        let log = FilePath(path.string + ".log")
        defer { try? FileManager.default.removeItem(atPath: log.string) }
        let command = host.command([
            "/bin/sh", "-c", script, "small-disk", path.string, "\(bytes)", "\(owner.userID.rawValue)",
            "\(owner.groupID.rawValue)",
        ])
        let holder = try await ManagedProcess.start(
            FilePath(command[0]), arguments: Array(command.dropFirst()), output: .file(log), error: .file(log))
        // The kernel reports no event for a mount, so this polls.
        while holder.isRunning {
            if MountTable.entries(on: host).contains(where: { $0.path == path.string }) {
                return .mounted(SmallDisk(path: path, holder: holder, host: host))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let said = (try? String(contentsOfFile: log.string, encoding: .utf8)) ?? ""
        return .unavailable(reason: said.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The bytes in use.
    package func used() throws -> Int {
        let (blocks, free, size) = try figures()
        return (blocks - free) * size
    }

    /// The bytes that are free.
    package func free() throws -> Int {
        let (_, free, size) = try figures()
        return free * size
    }

    /// Makes the disk larger or smaller, but not smaller than its content.
    package func resize(toBytes bytes: Int) async throws {
        let command = host.command(["mount", "-o", "remount,size=\(bytes)", path.string])
        let outcome = try await Programs.run("/usr/bin/env", command)
        guard outcome.exitCode == 0 else { throw ChaosError("cannot resize \(path): \(outcome.everything)") }
    }

    /// Leaves no more space than `room` bytes, even while a process writes. A disk cannot become smaller than its
    /// content, which may grow in the meantime.
    package func leave(_ room: Int) async throws {
        for _ in 0..<50 {
            if (try? await resize(toBytes: try used() + room)) != nil { return }
        }
        try await resize(toBytes: try used() + room)
    }

    /// Unmounts the disk, even while processes have files open there; its content is lost.
    package func unmount() async {
        await holder.terminate()
    }

    private func figures() throws -> (blocks: Int, free: Int, size: Int) {
        var figures = statvfs()
        guard statvfs(host.visible(path).string, &figures) == 0 else {
            throw ChaosError("cannot look at \(path): \(Errno(rawValue: errno))")
        }
        return (Int(figures.f_blocks), Int(figures.f_bfree), Int(figures.f_frsize))
    }

    /// Unmounts leftover disks: those with our name whose holder no longer runs.
    private static func sweep() async {
        for mount in MountTable.entries(on: .local) where mount.isTemporary && mount.source.hasPrefix(prefix) {
            let holder = mount.source.dropFirst(prefix.count)
            let arguments = (try? String(contentsOfFile: "/proc/\(holder)/cmdline", encoding: .utf8)) ?? ""
            guard !arguments.split(separator: "\0").contains(Substring(mount.path)) else { continue }
            _ = try? await Programs.run(named: "umount", ["-l", mount.path])
            _ = rmdir(mount.path)
        }
    }

    private static let prefix = "token-etl-disk-"

    /// The sleeper ends with the script, even if that is killed. The unmount is lazy, so it succeeds at once even while
    /// a killed server has not ended.
    private static let script = """
        trap 'kill "$sleeper" 2>/dev/null; umount -l "$1"; rmdir "$1"; exit 0' TERM
        mount -t tmpfs -o "size=$2,mode=0700,uid=$3,gid=$4" "\(prefix)$$" "$1" || { rmdir "$1"; exit 1; }
        tail --pid=$$ -f /dev/null &
        sleeper=$!
        wait
        """
}

/// The table of mounts (proc(5), /proc/PID/mountinfo).
struct MountTable {
    struct Entry {
        let path: String
        let source: String
        let isTemporary: Bool
    }

    static func entries(on host: ServerHost) -> [Entry] {
        // Foundation's readers of whole files stop at the first short read, of which a long table has several.
        let file = FileHandle(forReadingAtPath: host.mountTable.string)
        let text = String(decoding: (try? file?.readToEnd()) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            // A variable number of fields ends with a hyphen; the type and the source follow.
            let fields = line.split(separator: " ")
            guard let hyphen = fields.firstIndex(of: "-"), hyphen > 4, fields.count > hyphen + 2 else { return nil }
            return Entry(
                path: String(fields[4]), source: String(fields[hyphen + 2]), isTemporary: fields[hyphen + 1] == "tmpfs")
        }
    }
}

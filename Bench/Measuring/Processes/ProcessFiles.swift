import Glibc
import SystemPackage

/// The files of processes under `/proc`; the processes need not be our children.
enum ProcessFiles {
    /// Ticks per second of the kernel's CPU times.
    static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    static func reading(of pid: Int32) -> ProcessReading? {
        guard let stat = text("/proc/\(pid)/stat"), let status = text("/proc/\(pid)/status") else { return nil }
        return ProcessReading(pid: pid, stat: stat, status: status, arguments: text("/proc/\(pid)/cmdline") ?? "")
    }

    /// The process and all its descendants.
    static func family(of pid: Int32) -> [Int32] {
        var family = [pid]
        var next = 0
        while next < family.count {
            family += children(of: family[next])
            next += 1
        }
        return family
    }

    /// Resets the kernel's record of a process's peak memory; false without the permission.
    static func resetPeak(of pid: Int32) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath("/proc/\(pid)/clear_refs"), .writeOnly) else { return false }
        return (try? file.closeAfter { try file.writeAll("5".utf8) }) != nil
    }

    /// The kernel lists children by the thread that started them.
    private static func children(of pid: Int32) -> [Int32] {
        threads(of: pid).flatMap { thread in
            (text("/proc/\(pid)/task/\(thread)/children") ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }

    private static func threads(of pid: Int32) -> [Int32] {
        guard let stream = opendir("/proc/\(pid)/task") else { return [] }
        defer { closedir(stream) }
        var threads: [Int32] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let thread = Int32(name) { threads.append(thread) }
        }
        return threads
    }

    private static func text(_ path: String) -> String? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = try? file.closeAfter { try bytes.withUnsafeMutableBytes { try file.read(into: $0) } }
        return count.map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }
}

import Foundation
import Glibc

/// The kernel's figures for this process, under the names that all Prometheus clients use.
enum ProcessMetrics {
    /// Read again each time: proc(5).
    static func families() -> [FamilySnapshot] {
        [cpu, memory, startTime, openDescriptors, maximalDescriptors].compactMap(\.self)
    }

    private static var cpu: FamilySnapshot? {
        guard let user = number(.userTime), let system = number(.systemTime) else { return nil }
        return FamilySnapshot(
            MetricFamily("process_cpu_seconds_total", .counter, help: "User and system CPU time spent, in seconds."),
            .number((user + system) / ticksPerSecond))
    }

    private static var memory: FamilySnapshot? {
        guard let pages = number(.residentPages) else { return nil }
        return FamilySnapshot(
            MetricFamily("process_resident_memory_bytes", .gauge, help: "Resident memory, in bytes."),
            .number(pages * Double(sysconf(Int32(_SC_PAGESIZE)))))
    }

    private static var startTime: FamilySnapshot? {
        guard let ticks = number(.startTime), let boot = bootTime else { return nil }
        return FamilySnapshot(
            MetricFamily(
                "process_start_time_seconds", .gauge, help: "Start of the process, in seconds since 1970."),
            .number(boot + ticks / ticksPerSecond))
    }

    private static var openDescriptors: FamilySnapshot? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        return FamilySnapshot(
            MetricFamily("process_open_fds", .gauge, help: "Open file descriptors."), .whole(Int64(names.count)))
    }

    private static var maximalDescriptors: FamilySnapshot? {
        let line = content("/proc/self/limits")?.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        guard let soft = line?.split(separator: " ").dropFirst(3).first else { return nil }
        let limit = soft == "unlimited" ? Double.infinity : Double(soft)
        return limit.map {
            FamilySnapshot(
                MetricFamily("process_max_fds", .gauge, help: "Limit of open file descriptors."), .number($0))
        }
    }

    /// Positions in `/proc/self/stat`, counted after the name.
    private enum Place: Int {
        case userTime = 11
        case systemTime = 12
        case startTime = 19
        case residentPages = 21
    }

    private static func number(_ place: Place) -> Double? {
        // The name is in brackets, and can contain blanks and brackets itself.
        guard let text = content("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > place.rawValue ? Double(fields[place.rawValue]) : nil
    }

    private static var bootTime: Double? {
        let line = content("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    private static func content(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}

import Foundation

/// The memory of this process.
package enum ProcessMemory {
    /// The peak memory in bytes: `VmHWM` of `proc(5)`.
    package static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap({ Int($0) })
        else { throw Finding("the kernel does not tell how much memory the process has taken") }
        return kibibytes << 10
    }
}

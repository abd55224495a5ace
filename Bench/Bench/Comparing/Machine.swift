import Foundation

/// The machine of the measurements.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    let memoryBytes: Int
    let system: String

    static func this() -> Machine {
        let info = ProcessInfo.processInfo
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        return Machine(
            processor: name ?? "unknown", cores: info.activeProcessorCount, memoryBytes: Int(info.physicalMemory),
            system: info.operatingSystemVersionString)
    }
}

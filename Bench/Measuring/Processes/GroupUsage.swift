/// What a program with all that it started, or a server, has used.
package struct GroupUsage: Sendable, Codable {
    /// User and system time of all processes, those that ended included.
    package let cpuSeconds: Double
    /// The part of it that no look at the processes has seen: of processes after the last look at them.
    package let unseenSeconds: Double
    /// The most that was resident at one look: private memory added up, shared memory once.
    package let peakBytes: Int
    /// Processes by name, the busiest first.
    package let processes: [ProcessUsage]
}

/// What the processes of one name have used.
package struct ProcessUsage: Sendable, Codable {
    package let name: String
    package let count: Int
    package let userSeconds: Double
    package let systemSeconds: Double
    /// The highest resident memory of any of them, by the kernel's own record (VmHWM).
    package let peakBytes: Int
    /// Private memory of all of them, look by look.
    package let memory: [MemoryPoint]

    package var seconds: Double { userSeconds + systemSeconds }
}

/// Memory at one moment.
package struct MemoryPoint: Sendable, Codable, Hashable {
    /// Since the program's start.
    package let seconds: Double
    package let bytes: Int

    package init(seconds: Double, bytes: Int) {
        self.seconds = seconds
        self.bytes = bytes
    }
}

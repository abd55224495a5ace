/// The resources that a server used, or a program with all the processes it started.
package struct GroupUsage: Sendable, Codable {
    /// User and system time of all processes, those that ended included.
    package let cpuSeconds: Double
    /// The part of it that no sample has seen: the time of processes after their last sample.
    package let unseenSeconds: Double
    /// The highest resident memory in one sample: private memory added up, shared memory once.
    package let peakBytes: Int
    /// Processes by name, the busiest first.
    package let processes: [ProcessUsage]
}

/// The resources that the processes of one name used.
package struct ProcessUsage: Sendable, Codable {
    package let name: String
    package let count: Int
    package let userSeconds: Double
    package let systemSeconds: Double
    /// The highest resident memory of any of them, as the kernel records it (VmHWM).
    package let peakBytes: Int
    /// The private memory of all of them in each sample.
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

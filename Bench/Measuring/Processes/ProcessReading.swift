/// The kernel's figures of a process at one moment (proc(5): `/proc/PID/stat` and `/proc/PID/status`).
package struct ProcessReading: Sendable, Hashable {
    /// The kernel reuses process ids; the start time distinguishes two processes with one id.
    package struct Identity: Sendable, Hashable {
        package let pid: Int32
        /// In ticks since the machine started.
        package let started: UInt64
    }

    package let identity: Identity
    /// The program, and the task that a PostgreSQL process gives itself: `postgres checkpointer`.
    package let name: String
    package let user: UInt64
    package let system: UInt64
    /// Ticks of children that have ended and were waited for, user and system.
    package let endedChildren: UInt64
    /// Bytes of the process's own memory, and of files it has mapped.
    package let privateBytes: Int
    /// Bytes of memory that is shared on purpose: PostgreSQL's buffers.
    package let sharedBytes: Int
    /// The highest resident memory since the start, or since the last reset of the peak.
    package let peakBytes: Int

    /// Whether the process is a zombie: it has used time, but has no memory or arguments.
    package var hasEnded: Bool { peakBytes == 0 }

    /// Ticks of the process itself.
    package var ticks: UInt64 { user + system }

    /// Parses the kernel's texts; nil if they are incomplete.
    package init?(pid: Int32, stat: String, status: String, arguments: String) {
        // The name is in parentheses, and may contain anything, parentheses too.
        guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"), open < close else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let endedUser = UInt64(fields[13]), let endedSystem = UInt64(fields[14]), let started = UInt64(fields[19])
        else { return nil }
        identity = Identity(pid: pid, started: started)
        name = Self.name(String(stat[stat.index(after: open)..<close]), arguments)
        self.user = user
        self.system = system
        endedChildren = endedUser + endedSystem
        var kilobytes: [Substring: Int] = [:]
        for line in status.split(separator: "\n") where line.hasPrefix("Rss") || line.hasPrefix("VmHWM") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1, let number = Int(words[1]) { kilobytes[words[0]] = number }
        }
        func bytes(_ key: Substring) -> Int { kilobytes[key, default: 0] * 1024 }
        privateBytes = bytes("RssAnon:") + bytes("RssFile:")
        sharedBytes = bytes("RssShmem:")
        peakBytes = bytes("VmHWM:")
    }

    /// PostgreSQL's processes name their task in their arguments: `postgres: checkpointer`, and sessions `postgres:
    /// USER DATABASE HOST(PORT) STATE`.
    private static func name(_ program: String, _ arguments: String) -> String {
        guard arguments.hasPrefix("postgres: ") else { return program }
        let words = arguments.dropFirst(10).split(whereSeparator: { $0 == " " || $0 == "\0" })
        let isSession = words.count >= 3 && words[2].contains("(")
        return "postgres " + (isSession ? "session" : words.joined(separator: " "))
    }
}

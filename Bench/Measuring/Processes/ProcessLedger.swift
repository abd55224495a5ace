/// The samples of processes.
struct ProcessLedger: Sendable {
    private struct Entry {
        var name: String
        let group: String
        let userBefore: UInt64
        let systemBefore: UInt64
        var last: ProcessReading
        var peakBytes: Int
    }

    private var entries: [ProcessReading.Identity: Entry] = [:]
    private var groupPeaks: [String: Int] = [:]
    private var memory: [String: [MemoryPoint]] = [:]

    /// Records a process from before the measurement; its usage so far does not count.
    mutating func noteBaseline(_ reading: ProcessReading, _ group: String) {
        entries[reading.identity] = Entry(
            name: reading.name, group: group, userBefore: reading.user, systemBefore: reading.system, last: reading,
            peakBytes: reading.peakBytes)
    }

    mutating func look(at roots: [String: Int32], after elapsed: Duration) {
        for (group, root) in roots {
            note(ProcessFiles.family(of: root).compactMap(ProcessFiles.reading), group, at: elapsed / .seconds(1))
        }
    }

    /// Records a sample of a group.
    mutating func note(_ readings: [ProcessReading], _ group: String, at seconds: Double) {
        var byName: [String: Int] = [:]
        for reading in readings {
            var entry =
                entries[reading.identity]
                ?? Entry(
                    name: reading.name, group: group, userBefore: 0, systemBefore: 0, last: reading, peakBytes: 0)
            // A process gets its name after its start: a shell becomes the program, a backend describes its work.
            if !reading.hasEnded { entry.name = reading.name }
            entry.last = reading
            entry.peakBytes = max(entry.peakBytes, reading.peakBytes)
            entries[reading.identity] = entry
            byName[reading.name, default: 0] += reading.privateBytes
        }
        // Shared memory counts once, however many processes map it.
        let together = byName.values.reduce(0, +) + (readings.map(\.sharedBytes).max() ?? 0)
        groupPeaks[group] = max(groupPeaks[group] ?? 0, together)
        for (name, bytes) in byName { memory[name, default: []].append(MemoryPoint(seconds: seconds, bytes: bytes)) }
    }

    /// Sums up the usage of each group.
    ///
    /// - Parameter seconds: the CPU time of each group, as the kernel accounts for it.
    func usages(seconds: [String: Double]) -> [String: GroupUsage] {
        var usages: [String: GroupUsage] = [:]
        for (group, total) in seconds {
            let own = entries.values.filter { $0.group == group }
            let names = Set(own.map(\.name))
            let processes = names.map { name in usage(of: own.filter { $0.name == name }, name) }
                .sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
            let seen = processes.reduce(0) { $0 + $1.seconds }
            usages[group] = GroupUsage(
                cpuSeconds: total, unseenSeconds: max(0, total - seen), peakBytes: groupPeaks[group] ?? 0,
                processes: processes)
        }
        return usages
    }

    private func usage(of entries: [Entry], _ name: String) -> ProcessUsage {
        let user = entries.reduce(0) { $0 + Double($1.last.user - $1.userBefore) }
        let system = entries.reduce(0) { $0 + Double($1.last.system - $1.systemBefore) }
        return ProcessUsage(
            name: name, count: entries.count, userSeconds: user / ProcessFiles.ticksPerSecond,
            systemSeconds: system / ProcessFiles.ticksPerSecond, peakBytes: entries.map(\.peakBytes).max() ?? 0,
            memory: memory[name] ?? [])
    }
}

import CAllocations
import Glibc
import Measuring

/// A piece of work on a hot path, and what is measured of it.
struct Microbenchmark {
    let name: String
    /// What is counted: records, or values.
    let unit: String
    /// How many of them each turn of the work handles.
    let count: Int
    /// Bytes of text or of batches that each turn reads, where that is a figure of interest.
    let bytes: Int?
    /// One turn; hands what it computes to ``consume_value(_:)`` or ``consume_memory(_:)``.
    let work: () throws -> Void

    /// Measures turn after turn for at least `seconds`, five turns at least.
    func measure(seconds: Double) throws -> MicroResult {
        // The first turn fills the caches, and whatever is made once.
        try work()
        let before = allocations_of_thread()
        try work()
        let allocations = allocations_of_thread() - before
        var turns: [Double] = []
        let start = ContinuousClock.now
        while turns.count < 5 || ContinuousClock.now - start < .seconds(seconds) {
            let begun = Self.processorSeconds()
            try work()
            turns.append(Self.processorSeconds() - begun)
        }
        guard let sample = Sample(turns) else { throw MicrobenchError("\(name): nothing was measured") }
        return MicroResult(self, median: sample.median, lowest: sample.lowest, allocations: Int(allocations))
    }

    /// What this process has used of a core. Time that others had the core does not count; that of the kernel for us does.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}

/// What was measured of a piece of work.
struct MicroResult: Codable {
    let name: String
    let unit: String
    let nanoseconds: Double
    let lowestNanoseconds: Double
    let perSecond: Double
    let megabytesPerSecond: Double?
    /// Blocks taken from the heap for each record or value.
    let allocations: Double

    init(_ benchmark: Microbenchmark, median: Double, lowest: Double, allocations: Int) {
        name = benchmark.name
        unit = benchmark.unit
        let count = Double(benchmark.count)
        nanoseconds = median / count * 1_000_000_000
        lowestNanoseconds = lowest / count * 1_000_000_000
        perSecond = count / median
        megabytesPerSecond = benchmark.bytes.map { Double($0) / median / 1_000_000 }
        self.allocations = Double(allocations) / count
    }
}

/// Why nothing could be measured.
struct MicrobenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

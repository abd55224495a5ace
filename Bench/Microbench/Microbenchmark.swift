import CAllocations
import Glibc
import Measuring

/// A benchmark of one hot path.
struct Microbenchmark {
    let name: String
    /// The unit of the count: records, or values.
    let unit: String
    /// The number of units in each turn.
    let count: Int
    /// The bytes of text or of batches that each turn reads, if that figure is of interest.
    let bytes: Int?
    /// One turn; passes its result to ``consume_value(_:)`` or ``consume_memory(_:)``.
    let work: () throws -> Void

    /// Measures turn after turn for at least `seconds`, five turns at least.
    func measure(seconds: Double) throws -> MicroResult {
        // The first turn fills the caches, and creates everything that is created once.
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

    /// The processor time of this process, in user mode and in the kernel. Time of other processes does not count.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}

/// The result of a benchmark.
struct MicroResult: Codable {
    let name: String
    let unit: String
    let nanoseconds: Double
    let lowestNanoseconds: Double
    let perSecond: Double
    let megabytesPerSecond: Double?
    /// Heap blocks allocated for each record or value.
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

/// The reason for which nothing could be measured.
struct MicrobenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

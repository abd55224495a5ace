import TestData

// Planted faults, each at one input in eight: a campaign that misses these would miss everything.

/// Stops the process.
struct TrapControl: FuzzTarget {
    static let name = "control-trap"
    static let summary = "traps"
    static let inputsInTests = 40

    init(_ corpus: Corpus) {}
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] { [UInt8.random(in: 0..<8, using: &random)] }
    func check(_ input: [UInt8]) throws -> Bool {
        precondition(input != [3], "made on purpose")
        return true
    }
}

/// Never returns.
struct HangControl: FuzzTarget {
    static let name = "control-hang"
    static let summary = "hangs"
    static let inputsInTests = 40

    init(_ corpus: Corpus) {}
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] { [UInt8.random(in: 0..<8, using: &random)] }
    func check(_ input: [UInt8]) throws -> Bool {
        var random = SeededGenerator(1)
        while input == [3], random.next() != 0 {}
        return true
    }
}

/// Takes more memory than its input justifies.
struct MemoryControl: FuzzTarget {
    static let name = "control-memory"
    static let summary = "takes 32 MiB"
    static let inputsInTests = 40

    init(_ corpus: Corpus) {}
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] { [UInt8.random(in: 0..<8, using: &random)] }
    func check(_ input: [UInt8]) throws -> Bool {
        guard input == [3] else { return true }
        let memory = [UInt8](repeating: input[0], count: 32 << 20)
        try expect(memory.last == 3, "memory does not hold what was written")
        return true
    }
}

/// Throws a finding.
struct FindingControl: FuzzTarget {
    static let name = "control-finding"
    static let summary = "finds something"
    static let inputsInTests = 40

    init(_ corpus: Corpus) {}
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] { [UInt8.random(in: 0..<8, using: &random)] }
    func check(_ input: [UInt8]) throws -> Bool {
        try expect(input != [3], "made on purpose")
        return true
    }
}

import Foundation
package import SystemPackage

/// Feeds a target inputs, in a process that may die of one: which one it was stands in a file.
package struct Worker {
    /// How a worker's process ends that has found something.
    package static let findingExitCode: Int32 = 3

    private let target: any FuzzTarget
    private let seed: UInt64
    private let allowance: Allowance

    /// - Parameter patience: the seconds that an input may take; then a signal ends the process.
    package init(_ type: any FuzzTarget.Type, seed: UInt64, patience: Int) throws {
        target = try type.init(Corpus())
        self.seed = seed
        allowance = Allowance(patience: UInt32(patience), baseline: try ProcessMemory.peak())
    }

    /// Checks inputs by their numbers, until there are no more or the time is over.
    ///
    /// - Parameter progress: a file for the number of the input that is being checked, in the end that of the next, and how
    ///   many were read to their end.
    /// - Throws: ``Finding``, or whatever a target threw.
    package func run(_ numbers: Range<Int>, until deadline: ContinuousClock.Instant?, progress: FilePath) throws {
        let file = try FileDescriptor.open(
            progress, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? file.close() }
        var (largest, read) = (0, 0)
        for number in numbers {
            try Self.note(number, read, in: file)
            if let deadline, .now > deadline { return }
            let input = target.input(number, seed: seed)
            largest = max(largest, input.count)
            allowance.begin()
            if try target.check(input) { read += 1 }
            if number % 16 == 15 || number == numbers.upperBound - 1 { try allowance.checkMemory(largest: largest) }
        }
        try Self.note(numbers.upperBound, read, in: file)
    }

    /// Checks one input.
    package func run(_ input: [UInt8]) throws {
        allowance.begin()
        _ = try target.check(input)
        try allowance.checkMemory(largest: input.count)
    }

    private static func note(_ number: Int, _ read: Int, in file: FileDescriptor) throws {
        let text = Array("\(number) \(read)\n".utf8)
        _ = try file.writeAll(toAbsoluteOffset: 0, text)
    }
}

/// What an input may take.
private struct Allowance {
    let patience: UInt32
    /// The memory that the process had taken before the first input.
    let baseline: Int

    func begin() {
        alarm(patience)
    }

    /// A batch holds 2 MiB of text at most, and the checks have a few copies of all that is read.
    func checkMemory(largest: Int) throws {
        let limit = (24 << 20) + 32 * largest
        let taken = try ProcessMemory.peak() - baseline
        try expect(taken <= limit, "inputs of at most \(largest) bytes took \(taken >> 20) MiB of memory")
    }
}

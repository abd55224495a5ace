import Foundation
package import SystemPackage

/// Runs a target on inputs, in a process that an input may crash: a file has the number of the current input.
package struct Worker {
    /// The exit code of a worker with a finding.
    package static let findingExitCode: Int32 = 3

    private let target: any FuzzTarget
    private let seed: UInt64
    private let allowance: Allowance

    /// - Parameter patience: the time limit of an input in seconds; then a signal ends the process.
    package init(_ type: any FuzzTarget.Type, seed: UInt64, patience: Int) throws {
        target = try type.init(Corpus())
        self.seed = seed
        allowance = Allowance(patience: UInt32(patience), baseline: try ProcessMemory.peak())
    }

    /// Checks inputs by their numbers, until there are no more or the time is over.
    ///
    /// - Parameter progress: a file for the number of the current input, or at the end the next one. A second number
    ///   counts the inputs that were read to their end.
    /// - Throws: ``Finding``, or any error of a target.
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

/// The limits of an input.
private struct Allowance {
    let patience: UInt32
    /// The memory of the process before the first input.
    let baseline: Int

    func begin() {
        alarm(patience)
    }

    /// A batch contains at most 2 MiB of text, and the checks keep a few copies of it.
    func checkMemory(largest: Int) throws {
        // AddressSanitizer keeps freed memory, and surrounds each piece.
        let factor = getenv("ASAN_OPTIONS") == nil ? 1 : 2
        let limit = factor * ((24 << 20) + 32 * largest)
        let taken = try ProcessMemory.peak() - baseline
        try expect(taken <= limit, "inputs of at most \(largest) bytes took \(taken >> 20) MiB of memory")
    }
}

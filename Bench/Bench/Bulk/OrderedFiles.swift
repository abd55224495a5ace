import Foundation

/// Generated files of transfers whose keys come in the order of blocks, or in random order over all files.
struct OrderedFiles: Sendable {
    enum Order: String, CaseIterable, Sendable {
        case blocks = "ascending"
        case random
    }

    let order: Order
    let directory: String
    let rows: Int
    let bytes: Int

    private static let perBlock = 140
    /// Different records whose content the rows repeat.
    private static let samples = 20_000

    init(rows: Int, files: Int, _ order: Order, in workshop: Workshop) throws {
        self.order = order
        directory = workshop.path("ordered-\(order.rawValue)")
        Workshop.remove(directory)
        try workshop.makeDirectory(directory)
        let texts = try Self.texts(workshop)
        let positions = Shuffle(rows)
        var bytes = 0
        let share = rows / files
        for file in 0..<files {
            let range = file * share..<(file == files - 1 ? rows : (file + 1) * share)
            let path = "\(directory)/token_transfers_\(file).csv"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            guard let handle = FileHandle(forWritingAtPath: path) else { throw BenchError("\(path) cannot be written") }
            defer { try? handle.close() }
            var buffer = Data((TransferFile.columns.joined(separator: ",") + "\n").utf8)
            for row in range {
                let (before, between, after) = texts[row % texts.count]
                let place = order == .random ? positions[row] : row
                buffer.append(before)
                buffer.append(contentsOf: "\(place % Self.perBlock)".utf8)
                buffer.append(between)
                buffer.append(contentsOf: "\(15_000_000 + place / Self.perBlock)".utf8)
                buffer.append(after)
                guard buffer.count > 4 << 20 || row == range.upperBound - 1 else { continue }
                try handle.write(contentsOf: buffer)
                bytes += buffer.count
                buffer.removeAll(keepingCapacity: true)
            }
        }
        (self.rows, self.bytes) = (rows, bytes)
        print("generated \(directory): \(rows) transfers, \(bytes) bytes")
    }

    /// The parts of records before the log index, between it and the block, and after that.
    private static func texts(_ workshop: Workshop) throws -> [(Data, Data, Data)] {
        let file = try TransferFile.write(samples, in: workshop)
        defer { file.remove() }
        let lines = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n").dropFirst()
        return lines.map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            func part(_ range: Range<Int>) -> String { fields[range].joined(separator: ",") }
            return (Data("\(part(0..<5)),".utf8), Data(",\(part(6..<7)),".utf8), Data(",\(part(8..<9))\n".utf8))
        }
    }

    func remove() { Workshop.remove(directory) }
}

/// A permutation of numbers, the same on every machine: a bijection of a power of two, repeated until the result is small enough.
private struct Shuffle {
    private let count: Int
    private let mask: UInt64
    private let shift: UInt64

    init(_ count: Int) {
        self.count = count
        let bits = UInt64(Int.bitWidth - max(1, count - 1).leadingZeroBitCount)
        mask = (1 << bits) - 1
        shift = max(1, bits / 2)
    }

    subscript(number: Int) -> Int {
        var value = UInt64(number)
        repeat {
            for factor in [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, 0xA076_1D64_78BD_642F] as [UInt64] {
                value = (value &* factor) & mask
                value ^= value >> shift
            }
        } while value >= UInt64(count)
        return Int(value)
    }
}

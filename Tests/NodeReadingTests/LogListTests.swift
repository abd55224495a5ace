import TestData
import Testing

@testable import NodeReading

/// Lists of logs, packed.
struct LogListTests {
    private func words(_ generator: inout SeededGenerator) -> HexWords {
        HexWords(generator.next(), generator.next(), generator.next(), generator.next())
    }

    /// Logs of some blocks, with values of all sizes.
    private func logs(_ count: Int, seed: UInt64) -> [LogRow] {
        var generator = SeededGenerator(seed)
        var logs: [LogRow] = []
        var block = UInt64.random(in: 0...20_000_000, using: &generator)
        var hash = words(&generator)
        for number in 0..<count {
            if Int.random(in: 0..<300, using: &generator) == 0 {
                block += 1
                hash = words(&generator)
            }
            logs.append(
                LogRow(
                    block: block, logIndex: UInt32(number), isRow: generator.next() % 5 != 0,
                    timestamp: block % 2 == 0 ? 0 : 1_600_000_000 + block, blockHash: hash,
                    transactionHash: words(&generator), token: words(&generator).address,
                    from: words(&generator).address, to: words(&generator).address, value: words(&generator)))
        }
        return logs
    }

    @Test("A list gives back every log as it was added", arguments: [0, 1, 4095, 4096, 4097, 10_000])
    func givesBack(count: Int) {
        let logs = logs(count, seed: UInt64(count))
        let list = LogList(logs)
        #expect(list.count == count)
        #expect(list.elementsEqual(logs))
    }

    @Test("Lists are equal if their logs are, and only then")
    func equality() {
        let logs = logs(5000, seed: 7)
        #expect(LogList(logs) == LogList(logs))
        #expect(LogList(logs) != LogList(Array(logs.dropLast())))
        for place in [0, 4095, 4999] {
            var others = logs
            others[place] = others[place].at(others[place].timestamp + 1)
            #expect(LogList(others) != LogList(logs))
        }
    }

    @Test("Times are set where they are unknown, for all logs of a block")
    func times() {
        let logs = logs(5000, seed: 9)
        let times = Dictionary(logs.map { ($0.block, $0.block * 3) }) { first, _ in first }
        var list = LogList(logs)
        list.setTimes(times)
        #expect(list.elementsEqual(logs.map { $0.timestamp == 0 ? $0.at($0.block * 3) : $0 }))
    }
}

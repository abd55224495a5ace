import Testing

@testable import Postgres

@Suite struct CopyWriterTests {
    @Test func writesHeaderAndEndMark() {
        #expect(stream { _ in } == [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255])
    }

    @Test func writesFieldsBigEndian() throws {
        let row = fields { writer in
            writer.null()
            writer.bool(true)
            writer.int32(-2)
            writer.int64(0x0102_0304_0506_0708)
            writer.timestamp(microsecondsSince2000: -1)
            writer.text("é")
            writer.bytes(RawSpan())
        }
        let expected: [[UInt8]] = [
            [255, 255, 255, 255],
            [0, 0, 0, 1, 1],
            [0, 0, 0, 4, 255, 255, 255, 254],
            [0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
            [0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255],
            [0, 0, 0, 2, 0xC3, 0xA9],
            [0, 0, 0, 0],
        ]
        #expect(row == expected.flatMap { $0 })
    }

    @Test func beginsRowWithItsFieldCount() {
        let bytes = stream { writer in writer.beginRow(fieldCount: 258) }
        #expect(bytes.dropFirst(19).dropLast(2) == [1, 2])
    }

    @Test(
        arguments: [
            (limbs: [0, 0, 0, 0], weight: 0, digits: []),
            (limbs: [1, 0, 0, 0], weight: 0, digits: [1]),
            (limbs: [9999, 0, 0, 0], weight: 0, digits: [9999]),
            (limbs: [10000, 0, 0, 0], weight: 1, digits: [1]),
            (limbs: [10001, 0, 0, 0], weight: 1, digits: [1, 1]),
            (limbs: [9_999_999_999_999_999, 0, 0, 0], weight: 3, digits: [9999, 9999, 9999, 9999]),
            (limbs: [10_000_000_000_000_000, 0, 0, 0], weight: 4, digits: [1]),
            (limbs: [.max, 0, 0, 0], weight: 4, digits: [1844, 6744, 737, 955, 1615]),
            (limbs: [0, 1, 0, 0], weight: 4, digits: [1844, 6744, 737, 955, 1616]),
            // 10^20 and 10^32: whole chunks of zeros at the end.
            (limbs: [7_766_279_631_452_241_920, 5, 0, 0], weight: 5, digits: [1]),
            (limbs: [9_632_337_040_368_467_968, 5_421_010_862_427, 0, 0], weight: 8, digits: [1]),
            (
                limbs: [.max, .max, .max, .max], weight: 19,
                digits: [
                    11, 5792, 892, 3731, 6195, 4235, 7098, 5008, 6879, 785, 3269, 9846, 6564, 564, 394, 5758, 4007,
                    9131,
                    2963, 9935,
                ]
            ),
        ] as [(limbs: [UInt64], weight: Int16, digits: [Int16])])
    func writesNumericWithoutOuterZeros(limbs: [UInt64], weight: Int16, digits: [Int16]) {
        let field = fields { $0.numeric(limbs: (limbs[0], limbs[1], limbs[2], limbs[3])) }
        let words = [0, Int16(8 + 2 * digits.count), Int16(digits.count), weight, 0, 0] + digits
        #expect(field == words.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] })
    }

    @Test func sendsPiecesNoLargerThanItsBuffer() {
        let value = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        var pieces: [[UInt8]] = []
        let collector = Collector()
        var writer = CopyWriter(capacity: 64) { collector.take($0) }
        writer.beginRow(fieldCount: 2)
        writer.bytes(value.span.bytes)
        writer.numeric(limbs: (.max, .max, .max, .max))
        #expect(writer.finish() == nil)
        pieces = collector.pieces
        #expect(pieces.allSatisfy { $0.count <= 64 })
        let bytes = pieces.flatMap { $0 }
        #expect(Array(bytes[25..<1025]) == value)
        #expect(bytes.count == 19 + 2 + 4 + 1000 + 52 + 2)
    }

    @Test func sendsNothingAfterAFailureAndTellsItAtTheEnd() {
        let collector = Collector(failure: PostgresError(sqlState: .connectionLost, message: "gone"))
        var writer = CopyWriter(capacity: 64) { collector.take($0) }
        writer.beginRow(fieldCount: 1)
        writer.text(String(repeating: "x", count: 200))
        writer.beginRow(fieldCount: 1)
        #expect(writer.finish()?.sqlState == .connectionLost)
        #expect(collector.pieces.count == 1)
    }

    /// The complete stream of a writer.
    private func stream(_ body: (inout CopyWriter) -> Void) -> [UInt8] {
        let collector = Collector()
        var writer = CopyWriter { collector.take($0) }
        body(&writer)
        #expect(writer.finish() == nil)
        return collector.pieces.flatMap { $0 }
    }

    /// The bytes between the header and the end mark.
    private func fields(_ body: (inout CopyWriter) -> Void) -> [UInt8] {
        Array(stream { body(&$0) }.dropFirst(19).dropLast(2))
    }
}

private final class Collector {
    private(set) var pieces: [[UInt8]] = []
    private let failure: PostgresError?

    init(failure: PostgresError? = nil) {
        self.failure = failure
    }

    func take(_ piece: UnsafeRawBufferPointer) -> PostgresError? {
        pieces.append(Array(piece))
        return failure
    }
}

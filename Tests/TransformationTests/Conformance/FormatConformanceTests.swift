import ETLModels
import SourceDescriptions
import SourceReading
import TestData
import Testing

/// The rule for every format: files with the same records give the same records.
@Suite struct FormatConformanceTests {
    private static let writers = SourceFormat.allWriters
    private static let cases = writers.flatMap { writer in writer.kinds.map { (writer, $0) } }

    private func records(
        _ count: Int, of kind: RecordKind, by writer: any FormatWriter, _ random: inout SeededGenerator
    ) -> [PlainRecord] {
        (0..<count).map { _ in writer.sayable(PlainRecord(of: kind, &random)) }
    }

    /// A file of records, and the number of bytes before each.
    private func file(
        of records: [PlainRecord], by writer: any FormatWriter, _ random: inout SeededGenerator, others: Bool = false
    ) throws -> (bytes: [UInt8], starts: [Int]) {
        let kind = try #require(records.first?.kind)
        var bytes = Array(writer.start(of: kind).utf8)
        var starts: [Int] = []
        for record in records {
            if others, Bool.random(using: &random) { bytes += (writer.otherItem(than: kind, &random) ?? "").utf8 }
            starts.append(bytes.count)
            bytes += writer.line(record, &random)
        }
        return (writer.finished(bytes), starts)
    }

    @Test(arguments: cases)
    func theSameRecordsComeOutOfEveryFormat(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(21)
        let records = self.records(230, of: kind, by: writer, &random)
        let written = try WrittenFile(try file(of: records, by: writer, &random).bytes, by: writer, of: kind)
        let inspection = try written.inspect()
        #expect(inspection.format == writer.format)
        #expect(inspection.kinds.contains(kind))
        try inspection.requireColumns(of: kind)
        let batches = try written.read().transformed()
        #expect(batches.map(\.header.recordCount) == [50, 50, 50, 50, 30])
        for (index, batch) in batches.enumerated() {
            let part = records[(index * 50)...].prefix(50)
            #expect(batch.bytes == (try expectedBatch(of: Array(part), answering: batch.header)), "batch \(index)")
        }
    }

    @Test(arguments: cases)
    func recordsAreTheSameHoweverTheyAreRead(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(22)
        let records = self.records(60, of: kind, by: writer, &random)
        let bytes = try file(of: records, by: writer, &random, others: true).bytes
        let written = try WrittenFile(bytes, by: writer, of: kind)
        let expected = try written.read(recordsPerBatch: 9)
        for pieceSize in [1, 2, 7, 64, 333, 4096] {
            #expect(try written.read(recordsPerBatch: 9, pieceSize: pieceSize).batches == expected.batches)
        }
        for index in expected.ends.indices.dropLast() {
            let rest = try written.read(from: expected.ends[index], recordsPerBatch: 9, pieceSize: 100)
            #expect(rest.batches == Array(expected.batches[(index + 1)...]))
        }
        for compressor in Compressor.allCases {
            try written.write(compressor.members(bytes, using: &random))
            let found = try written.read(recordsPerBatch: 9, pieceSize: 150)
            #expect(found.batches == expected.batches, "\(compressor)")
            for index in found.ends.indices.dropLast() {
                let rest = try written.read(from: found.ends[index], recordsPerBatch: 9, pieceSize: 150)
                #expect(rest.batches == Array(expected.batches[(index + 1)...]), "\(compressor)")
            }
        }
    }

    @Test(arguments: cases)
    func itemsOfOtherKindsArePassedOver(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(23)
        guard writer.otherItem(than: kind, &random) != nil else { return }
        let records = self.records(100, of: kind, by: writer, &random)
        let others = (0..<100).compactMap { _ in writer.otherItem(than: kind, &random) }
        let lines = records.map { writer.line($0, &random) } + others.map { Array($0.utf8) }
        let bytes = Array(writer.start(of: kind).utf8) + lines.shuffled(using: &random).joined()
        let reading = try WrittenFile(bytes, by: writer, of: kind).read()
        #expect(try reading.rejects().isEmpty)
        #expect(try reading.transformed().map(\.tally.skipped).reduce(0, +) == 100)
        let expected = try records.map { try expectedBatch(of: [$0], answering: Reading.headerOfOne(kind)) }
        #expect(Set(try reading.accepted()) == Set(expected))
    }

    @Test(arguments: cases)
    func badRecordsAreRejectsOfTheSameReason(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(24)
        let good = self.records(1, of: kind, by: writer, &random)[0]
        let columns = writer.columns(of: kind)
        var expected: [String] = []
        var bytes = Array(writer.start(of: kind).utf8) + writer.line(good, &random)
        for bad in BadValue.all(of: kind) where columns.contains(bad.column) && writer.canSay(bad.text, in: bad.column)
        {
            var record = good
            record.values[bad.column] = bad.text.isEmpty ? nil : bad.text
            bytes += writer.line(record, &random)
            expected.append("\(bad.reason.name) \(bad.column)")
        }
        for defect in writer.defects(of: writer.line(good, &random)) {
            bytes += defect.line
            expected.append("\(defect.reason.name) -")
        }
        bytes += writer.line(good, &random)
        let reading = try WrittenFile(writer.finished(bytes), by: writer, of: kind).read(recordsPerBatch: 1000)
        #expect(try reading.rejects().map { "\($0.reason.name) \($0.field ?? "-")" } == expected)
        #expect(try reading.rejects().map(\.recordNumber) == (0..<expected.count).map { UInt64($0) + 2 })
        #expect(try reading.accepted().count == 2)
    }

    @Test(arguments: writers)
    func aRecordThatIsTooLongIsAReject(writer: any FormatWriter) throws {
        var random = SeededGenerator(25)
        var record = records(1, of: .tokens, by: writer, &random)[0]
        var bytes = Array(writer.start(of: .tokens).utf8)
        // In a file without a header, the first record identifies the columns.
        for count in writer.isHeaderless ? [1 << 20, 1] : [1, 1 << 20] {
            record.values["name"] = String(repeating: "x", count: count)
            bytes += writer.line(record, &random)
        }
        let reading = try WrittenFile(writer.finished(bytes), by: writer, of: .tokens).read(pieceSize: 5000)
        #expect(try reading.rejects().map(\.reason) == [.tooLong])
        #expect(try reading.rejects().first?.raw.utf8.count == 1024)
        #expect(try reading.accepted().count == 1)
    }

    @Test(arguments: cases)
    func whereverAFileIsCutOffTheRecordsBeforeAreWhole(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(26)
        let records = self.records(2, of: kind, by: writer, &random)
        let (bytes, starts) = try file(of: records, by: writer, &random)
        let whole = try WrittenFile(bytes, by: writer, of: kind)
        let expected = try whole.read().accepted()
        #expect(expected.count == 2)
        let cut = try WrittenFile([], by: writer, of: kind)
        for count in 0..<bytes.count {
            try cut.write(Array(bytes[..<count]))
            guard let reading = try? cut.read(pieceSize: 100) else {
                #expect(count < starts[1], "\(count) bytes cannot be read")
                continue
            }
            guard count >= starts[1] else {
                // The header may lack columns; the result does not matter, as long as there is no trap.
                _ = try? reading.transformed()
                continue
            }
            let found = try reading.accepted()
            let wholeOnes = starts.dropFirst().count { $0 <= count }
            #expect(found.prefix(wholeOnes) == expected.prefix(wholeOnes), "\(count) bytes")
            #expect(try found.count + reading.rejects().count <= wholeOnes + 1, "\(count) bytes")
        }
    }

    @Test(arguments: cases)
    func noDamageTrapsOrLosesARecord(writer: any FormatWriter, kind: RecordKind) throws {
        var random = SeededGenerator(27)
        let records = self.records(4, of: kind, by: writer, &random)
        let bytes = try file(of: records, by: writer, &random, others: true).bytes
        let damaged = try WrittenFile([], by: writer, of: kind)
        for _ in 0..<150 {
            try damaged.write(Self.damage(bytes, &random))
            guard let reading = try? damaged.read(pieceSize: 64) else { continue }
            let counts = reading.batches.reduce(0) { $0 + Int(HeaderFields($1.span.bytes).recordCount ?? 0) }
            guard let batches = try? reading.transformed() else { continue }
            #expect(batches.reduce(0) { $0 + Int($1.header.recordCount) } == counts)
            let skipped = batches.reduce(0) { $0 + $1.tally.skipped }
            let results = try reading.accepted().count + reading.rejects().count + skipped
            #expect(results == counts)
        }
    }

    private static func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var damaged = bytes
        let special = Array("\"\\{}[]:,;\t\n\r0x u".utf8) + [0, 0xFF, 0xC3]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<damaged.count, using: &random)
            let byte = special.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<3, using: &random) {
            case 0: damaged[place] = byte
            case 1: damaged.insert(byte, at: place)
            default: damaged.removeSubrange(place..<min(damaged.count, place + Int.random(in: 1...9, using: &random)))
            }
        }
        return damaged
    }
}

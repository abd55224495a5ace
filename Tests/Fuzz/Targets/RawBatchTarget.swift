import ETLModels
import TestData

/// Raw batches: the transformer's input.
struct RawBatchTarget: FuzzTarget {
    static let name = "raw-batch"
    static let summary = "messages for the transformer"
    static let inputsInTests = 4000

    private let inputs: BatchInputs

    init(_ corpus: Corpus) {
        inputs = BatchInputs(corpus, seed: 1) { Batches.raw($0, &$1) }
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        inputs.next(&random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        try checkParts(input)
        let contents: RawContents
        do throws(WireError) {
            contents = try RawContents(input)
        } catch {
            return false
        }
        try expect(contents.records.count == contents.header.recordCount, "not as many records as the header says")
        guard contents.layout.storages.isEmpty else { return true }
        let textBytes = contents.records.reduce(0) { $0 + $1.text.count }
        try expect(textBytes <= 2 << 20, "\(textBytes) bytes of text")
        // A name that is not valid UTF-8 grows on reading, and may then be too long to write.
        guard contents.layout.columns.allSatisfy({ $0.utf8.count <= UInt16.max }) else { return true }
        let expected = contents.withoutExcess
        let encoded = expected.encoded()
        let again = try RawContents(encoded)
        try expect(again == expected, "it reads otherwise when it is written again")
        try expect(again.encoded() == encoded, "the same batch is written in two ways")
        return true
    }

    /// Reads the parts of a batch that a description shows; the batch may be damaged anywhere.
    private func checkParts(_ input: [UInt8]) throws(Finding) {
        let fields = HeaderFields(input.span.bytes)
        let problems = fields.problems(in: input.span.bytes, expecting: .raw)
        let parts = RawBatchParts(input.span.bytes)
        try expect(parts.offset <= input.count, "the records start behind the end")
        do throws(WireError) {
            guard parts.storages.isEmpty else { return }
            var records = try parts.records(fields.recordCount ?? 0)
            while try records.next() != nil {}
            if problems.isEmpty { _ = try RawContents(input) }
        } catch {
            try expect(!"\(error)".isEmpty, "an error without words")
        }
    }
}

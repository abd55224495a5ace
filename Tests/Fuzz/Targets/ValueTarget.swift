import ETLModels
import TestData

/// The texts of single values, and their bytes on the wire, compared with a simple parser.
struct ValueTarget: FuzzTarget {
    static let name = "value"
    static let summary = "the texts and the bytes of single values"
    static let inputsInTests = 40_000

    private let mutator = Mutator(words: HandMade.values, limit: 200)

    init(_ corpus: Corpus) {}

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = HandMade.values.randomElement(using: &random) ?? []
        guard Int.random(in: 0..<8, using: &random) > 0 else { return seed }
        return mutator.mutate(seed, with: HandMade.values.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let isInt32 = try check(input, Int32.self, expecting: PlainValue.number(input, limit: "\(Int32.max)"))
        let isInt64 = try check(input, Int64.self, expecting: PlainValue.number(input, limit: "\(Int64.max)"))
        let isUInt256 = try check(input, UInt256.self, expecting: PlainValue.number(input, limit: "\(UInt256.max)"))
        let isAddress = try check(input, Address.self, expecting: PlainValue.hex(input, digits: 40))
        let isHash32 = try check(input, Hash32.self, expecting: PlainValue.hex(input, digits: 64))
        _ = try check(input, Text.self, expecting: PlainValue.text(input))
        // No simple parser knows all forms of a time, so the expected form is the parser's own.
        let isTimestamp = try check(input, Timestamp.self, expecting: (try? parse(input, Timestamp.self))?.description)
        // Nearly every input is a text.
        return [isInt32, isInt64, isUInt256, isAddress, isHash32, isTimestamp].contains(true)
    }

    private func check<Value: FuzzedValue>(_ input: [UInt8], _ type: Value.Type, expecting text: String?) throws -> Bool
    {
        try checkWire(input, type)
        guard let value = try parse(input, type) else {
            try expect(text == nil, "\(type) refuses what is “\(text ?? "")”")
            return false
        }
        try expect(value.shown == text, "\(type) reads “\(value.shown)” where it should be “\(text ?? "nothing")”")
        try expect(try parse(Array(value.shown.utf8), type) == value, "\(type) does not read what it is shown as")
        var writer = WireWriter(capacity: 64)
        value.write(to: &writer)
        var reader = WireReader(writer.bytes)
        try expect(try Value(from: &reader) == value && reader.remaining == 0, "\(type) is written otherwise")
        try expect(Value.wireWidth.map { $0 == writer.count } ?? true, "\(type) has another width")
        return true
    }

    private func parse<Value: FieldValue>(_ text: [UInt8], _ type: Value.Type) throws -> Value? {
        var isRepaired = false
        do throws(RejectReason) {
            return try Value.parse(text.span.bytes, repaired: &isRepaired)
        } catch {
            return nil
        }
    }

    /// Reads the input as a value's bytes; writing the value must return the same bytes.
    private func checkWire<Value: FuzzedValue>(_ input: [UInt8], _ type: Value.Type) throws {
        var reader = WireReader(input.span.bytes)
        guard let value = try? Value(from: &reader) else { return }
        var writer = WireWriter(capacity: 64)
        value.write(to: &writer)
        let read = Array(input.dropLast(reader.remaining))
        let isSame = writer.bytes.withUnsafeBytes { Array($0) } == read
        // A text of invalid bytes is repaired.
        try expect(isSame || type == Text.self, "\(type) is read from bytes that it is not written as")
    }
}

/// A value with a text form from which it can be parsed.
private protocol FuzzedValue: FieldValue {
    var shown: String { get }
}

extension FuzzedValue where Self: CustomStringConvertible {
    fileprivate var shown: String { description }
}

extension Int32: FuzzedValue {}
extension Int64: FuzzedValue {}
extension UInt256: FuzzedValue {}
extension Address: FuzzedValue {}
extension Hash32: FuzzedValue {}
extension Timestamp: FuzzedValue {}

extension Text: FuzzedValue {
    fileprivate var shown: String { string }
}

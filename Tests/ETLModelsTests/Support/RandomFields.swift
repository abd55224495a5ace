import ETLModels
import TestData

/// A source that generates a record: the text of each field, and the value of the text.
struct RandomFields: FieldReader {
    private(set) var texts: [String] = []
    var random: SeededGenerator
    private let choices: UInt64?

    /// - Parameter choices: the number of values of a type; nil for all of them.
    init(_ random: SeededGenerator, choices: UInt64? = nil) {
        self.random = random
        self.choices = choices
    }

    mutating func required<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value {
        var source = choices.map { SeededGenerator(UInt64.random(in: 0..<$0, using: &random)) } ?? random
        let text = (Value.self as? any Sample.Type)?.sample(using: &source) ?? ""
        if choices == nil { random = source }
        texts.append(text)
        return try parse(text)
    }

    mutating func optional<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value? {
        if Int.random(in: 0..<4, using: &random) > 0 { return try required(field) }
        texts.append("")
        return nil
    }
}

/// A value type with random texts in its canonical form.
protocol Sample {
    static func sample(using random: inout SeededGenerator) -> String
}

extension Address: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        "0x" + random.digits(40, radix: 16).lowercased()
    }
}

extension Hash32: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        "0x" + random.digits(64, radix: 16).lowercased()
    }
}

extension UInt256: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        SchoolbookNumber.decimal(of: random.bytes(Int.random(in: 1...32, using: &random)))
    }
}

extension Int32: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        "\(Int32.random(in: 0...(.max), using: &random))"
    }
}

extension Int64: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        "\(Int64.random(in: 0...(.max), using: &random))"
    }
}

extension Timestamp: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        Timestamp(microseconds: Int64.random(in: 0...4_102_444_800, using: &random) * 1_000_000).description
    }
}

extension Text: Sample {
    static func sample(using random: inout SeededGenerator) -> String {
        let pieces = ["a", "Z", " ", ",", "\"", "\n", "\r\n", "🦄", "木", "\u{200B}", "\\N", "é"]
        let count = Int.random(in: 1...30, using: &random)
        return (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    }
}

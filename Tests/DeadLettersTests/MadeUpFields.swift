import ETLModels
import TestData

/// Makes a record batch of a kind.
struct Making: KindVisitor {
    let header: BatchHeader
    let count: Int
    var fields: MadeUpFields

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> [UInt8] {
        var builder = RecordBatchBuilder(answering: header)
        for index in 0..<count {
            builder.accept(try Kind(from: &fields))
            let text = Array("line \(index)".utf8)
            builder.reject(RecordError(.notANumber, column: 0), raw: text.span.bytes)
        }
        return builder.finish().bytes
    }
}

/// A source of given values, followed by generated values of every type.
struct MadeUpFields: FieldReader {
    var texts: [String]
    var random: SeededGenerator

    mutating func required<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value {
        let text = Array((texts.isEmpty ? text(of: Value.type) : texts.removeFirst()).utf8)
        var isRepaired = false
        return try Value.parse(text.span.bytes, repaired: &isRepaired)
    }

    mutating func optional<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value? {
        if texts.isEmpty { return Int.random(in: 0..<4, using: &random) == 0 ? nil : try required(field) }
        if texts[0].isEmpty {
            texts.removeFirst()
            return nil
        }
        return try required(field)
    }

    private mutating func text(of type: FieldType) -> String {
        switch type {
        case .address: "0x" + random.digits(40, radix: 16)
        case .hash: "0x" + random.digits(64, radix: 16)
        case .amount: random.digits(70, radix: 10)
        case .integer: random.digits(9, radix: 10)
        case .timestamp: random.digits(9, radix: 10)
        case .text: "\u{1B}[2J木 " + random.digits(5, radix: 36)
        }
    }
}

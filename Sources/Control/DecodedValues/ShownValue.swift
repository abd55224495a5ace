package import ETLModels

/// A field's value as it is shown: digits in hex with `0x`, numbers in decimal, times as RFC 3339 has them.
package struct ShownValue: ValueSink {
    package var value = DecodedValue.null

    package mutating func put(_ address: Address) { value = .text("\(address)") }
    package mutating func put(_ hash: Hash32) { value = .text("\(hash)") }
    package mutating func put(_ amount: UInt256) { value = .text("\(amount)") }
    package mutating func put(_ number: Int32) { value = .number(UInt64(clamping: number)) }
    package mutating func put(_ number: Int64) { value = .number(UInt64(clamping: number)) }
    package mutating func put(_ timestamp: Timestamp) {
        let words = "\(timestamp)".split(separator: " ")
        value = .text(words.prefix(2).joined(separator: "T") + "Z")
    }
    package mutating func put(_ text: Text) {
        value = .text(TextBeginning.of(text.string, bytes: text.string.utf8.count))
    }
}

extension ShownValue {
    /// What a value of any type is shown as; an absent one as NULL.
    package static func of<Value: FieldValue>(_ value: Value?) -> DecodedValue {
        var sink = ShownValue()
        value?.put(into: &sink)
        return sink.value
    }
}

package import ETLModels

/// A field value for display: bytes in hex with `0x`, numbers in decimal, times in RFC 3339.
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
    /// The displayed form of a value; NULL when absent.
    package static func of<Value: FieldValue>(_ value: Value?) -> DecodedValue {
        var sink = ShownValue()
        value?.put(into: &sink)
        return sink.value
    }
}

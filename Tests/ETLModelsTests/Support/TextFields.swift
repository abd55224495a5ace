import ETLModels

/// A sink that writes each field as text.
struct TextFields: FieldSink, ValueSink {
    private(set) var texts: [String] = []
    private(set) var names: [String] = []

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        names.append(field.name.description)
        value.put(into: &self)
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        names.append(field.name.description)
        if let value { value.put(into: &self) } else { texts.append("") }
    }

    mutating func put(_ address: Address) { texts.append(address.description) }
    mutating func put(_ hash: Hash32) { texts.append(hash.description) }
    mutating func put(_ amount: UInt256) { texts.append(amount.description) }
    mutating func put(_ number: Int32) { texts.append(number.description) }
    mutating func put(_ number: Int64) { texts.append(number.description) }
    mutating func put(_ timestamp: Timestamp) { texts.append(timestamp.description) }
    mutating func put(_ text: Text) { texts.append(text.string) }
}

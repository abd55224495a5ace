import ETLModels
import Postgres

/// A record writes itself as a row of COPY: each field by its type's binary form.
extension CopyWriter: FieldSink, ValueSink {
    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        value.put(into: &self)
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if let value {
            value.put(into: &self)
        } else {
            null()
        }
    }

    mutating func put(_ address: Address) {
        let words = address.words
        bytes(bigEndian: words.0, words.1, words.2)
    }

    mutating func put(_ hash: Hash32) {
        let words = hash.words
        bytes(bigEndian: words.0, words.1, words.2, words.3)
    }

    mutating func put(_ amount: UInt256) {
        numeric(limbs: amount.limbs)
    }

    mutating func put(_ number: Int32) {
        int32(number)
    }

    mutating func put(_ number: Int64) {
        int64(number)
    }

    mutating func put(_ timestamp: Timestamp) {
        self.timestamp(microsecondsSince2000: timestamp.microseconds - 946_684_800_000_000)
    }

    mutating func put(_ text: Text) {
        self.text(text.string)
    }
}

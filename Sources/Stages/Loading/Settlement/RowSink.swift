import ETLModels
import Postgres

/// Writes a record's fields as a row of COPY, each in the binary format of its type.
struct RowSink: FieldSink, ValueSink, ~Copyable {
    var writer: CopyWriter

    init(_ writer: consuming CopyWriter) {
        self.writer = writer
    }

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        value.put(into: &self)
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if let value {
            value.put(into: &self)
        } else {
            writer.null()
        }
    }

    mutating func put(_ address: Address) {
        let words = address.words
        writer.bytes(bigEndian: words.0, words.1, words.2)
    }

    mutating func put(_ hash: Hash32) {
        let words = hash.words
        writer.bytes(bigEndian: words.0, words.1, words.2, words.3)
    }

    mutating func put(_ amount: UInt256) {
        writer.numeric(limbs: amount.limbs)
    }

    mutating func put(_ number: Int32) {
        writer.int32(number)
    }

    mutating func put(_ number: Int64) {
        writer.int64(number)
    }

    mutating func put(_ timestamp: Timestamp) {
        writer.timestamp(microsecondsSince2000: timestamp.microseconds - 946_684_800_000_000)
    }

    mutating func put(_ text: Text) {
        writer.text(text.string)
    }
}

import ETLModels

/// Writes records by docs/wire-format.md: slowly, and independently of the code under test except for the bytes of
/// single values.
struct SlowRecords: FieldSink {
    private(set) var bytes: [UInt8] = []
    private var last: [[UInt8]?] = Array(repeating: nil, count: 16)
    private var codes: [UInt32] = []
    private var values: [UInt8] = []

    mutating func append<Kind: Record>(_ record: Kind) {
        (codes, values) = ([], [])
        record.write(to: &self)
        let word = codes.enumerated().reduce(UInt32(0)) { $0 + $1.element << UInt32(30 - 2 * $1.offset) }
        bytes += (0..<4).map { UInt8(word >> (24 - 8 * $0) & 0xFF) } + values
    }

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        optional(field, value)
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        guard let value else { return codes.append(0) }
        var writer = WireWriter(capacity: 0)
        value.write(to: &writer)
        let written = writer.finish()
        let isRepeated = written.count <= 255 && last[codes.count] == written
        last[codes.count] = written
        if !isRepeated { values += written }
        codes.append(isRepeated ? 2 : 1)
    }
}

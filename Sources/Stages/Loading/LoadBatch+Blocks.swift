import Bus
import ETLModels

extension LoadBatch {
    /// The least and the greatest block of the accepted records, without reading their other values; nil if none has a block.
    package func blocks() throws(LoadError) -> ClosedRange<Int64>? {
        var reader = BlockReader(batch: self)
        return try header.kind.dispatch(to: &reader)
    }
}

/// Reads the blocks of a batch's records.
private struct BlockReader: KindVisitor {
    let batch: LoadBatch

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(LoadError) -> ClosedRange<Int64>? {
        guard let column = batch.header.kind.schema.blockColumn, batch.acceptedCount > 0 else { return nil }
        var sink = BlockSink(place: column)
        do throws(WireError) {
            try batch.verified.batch.forEachRecord(as: type) { record in
                sink.column = 0
                record.write(to: &sink)
            }
        } catch {
            throw .batch(batch.id, StageError(error))
        }
        return sink.least <= sink.greatest ? sink.least...sink.greatest : nil
    }
}

/// Takes the block of each record, and no other value.
private struct BlockSink: FieldSink, ValueSink {
    /// The place of the block among the columns.
    let place: Int
    var column = 0
    private(set) var least = Int64.max
    private(set) var greatest = Int64.min

    init(place: Int) {
        self.place = place
    }

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        if column == place { value.put(into: &self) }
        column += 1
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if column == place { value?.put(into: &self) }
        column += 1
    }

    mutating func put(_ number: Int64) {
        least = min(least, number)
        greatest = max(greatest, number)
    }

    mutating func put(_ address: Address) {}
    mutating func put(_ hash: Hash32) {}
    mutating func put(_ amount: UInt256) {}
    mutating func put(_ number: Int32) {}
    mutating func put(_ timestamp: Timestamp) {}
    mutating func put(_ text: Text) {}
}

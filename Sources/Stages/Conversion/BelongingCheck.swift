internal import ETLModels

/// Checks the fields that say whether a record belongs into the tables: that it is of the database's chain, and of the
/// event of its kind.
///
/// Costs nothing for a source without such fields, and allocates nothing for each record of one with them.
struct BelongingCheck {
    private let chain: ChainID
    private let chains: [Int]
    private let event: Hash32?
    private let events: [Int]
    /// Whether the source has a field to check.
    let isNeeded: Bool

    /// Finds the fields in a layout.
    init(_ layout: SourceLayout, of kind: RecordKind) {
        chain = layout.chain
        chains = CheckedField.chain.positions(in: layout.columns)
        event = kind.recordType.event
        events = event == nil ? [] : CheckedField.event.positions(in: layout.columns)
        isNeeded = !chains.isEmpty || !events.isEmpty
    }

    /// Verifies that a record belongs. An empty field does not say that it does not.
    func require(_ record: RawSpan, resolved: RawSpan, fields: Span<FieldBounds>) throws(RecordError) {
        for position in chains {
            try requireChain(text(of: fields[position], record, resolved))
        }
        for position in events {
            try requireEvent(text(of: fields[position], record, resolved))
        }
    }

    /// Verifies that a row belongs. A field without a value does not say that it does not.
    func require(_ row: borrowing SourceRow) throws(RecordError) {
        for position in chains where !row.isNull(position) {
            try requireChain(row.value(position))
        }
        for position in events where !row.isNull(position) {
            try requireEvent(row.value(position))
        }
    }

    private func requireChain(_ value: borrowing SourceValue) throws(RecordError) {
        let number: UInt64
        do throws(RejectReason) {
            number = try ChainID.number(in: value)
        } catch {
            if error == .missing { return }
            throw RecordError(error, in: .chain)
        }
        guard number == chain.number else { throw RecordError(.otherChain, in: .chain) }
    }

    private func requireEvent(_ value: borrowing SourceValue) throws(RecordError) {
        var isRepaired = false
        guard (try? Hash32.read(value, repaired: &isRepaired)) == event else {
            throw RecordError(.otherEvent, in: .event)
        }
    }

    @_lifetime(copy record, copy resolved)
    private func text(of bounds: FieldBounds, _ record: RawSpan, _ resolved: RawSpan) -> RawSpan {
        let range = Int(bounds.start)..<Int(bounds.end)
        return bounds.isResolved ? resolved.extracting(range) : record.extracting(range)
    }

    private func requireChain(_ text: RawSpan) throws(RecordError) {
        if text.isEmpty { return }
        let number: UInt64
        do throws(RejectReason) {
            number = try ChainID.number(in: text)
        } catch {
            throw RecordError(error, in: .chain)
        }
        guard number == chain.number else { throw RecordError(.otherChain, in: .chain) }
    }

    private func requireEvent(_ text: RawSpan) throws(RecordError) {
        if text.isEmpty { return }
        var isRepaired = false
        guard (try? Hash32.parse(text, repaired: &isRepaired)) == event else {
            throw RecordError(.otherEvent, in: .event)
        }
    }
}

/// The columns of one file and how its lines end: puts the fields of a record in order.
struct RecordLayout {
    let columns: [SampleColumn]
    private let lineEnd: StaticString
    private let faults: [Fault]
    private var nextFault = 0

    init(_ layout: SampleLayout, of kind: SampleKind) {
        columns = layout.columns(of: kind)
        lineEnd = layout.lineEnd
        faults = Fault.all(of: kind, columns: columns)
    }

    /// The next fault in turn, so that a file with enough bad records has every one of them.
    mutating func takeFault() -> Fault {
        defer { nextFault = (nextFault + 1) % faults.count }
        return faults[nextFault]
    }

    func appendLineEnd(to buffer: inout RecordBuffer) {
        buffer.append(lineEnd)
    }

    /// Appends one record, its line end included; `field` appends the value of a column, unless the fault replaces it.
    func append(
        to buffer: inout RecordBuffer, fault: Fault?, field: (SampleColumn, inout RecordBuffer) -> Void
    ) {
        switch fault {
        case .none:
            append(columns[...], to: &buffer, field: field)
        case .line(let text):
            buffer.append(text)
        case .missingField:
            append(columns.dropLast(), to: &buffer, field: field)
        case .extraField:
            append(columns[...], to: &buffer, field: field)
            buffer.append(",0")
        case .field(let broken, let text):
            append(columns[...], to: &buffer) { column, buffer in
                if column == broken { buffer.append(text) } else { field(column, &buffer) }
            }
        }
        appendLineEnd(to: &buffer)
    }

    private func append(
        _ columns: ArraySlice<SampleColumn>, to buffer: inout RecordBuffer,
        field: (SampleColumn, inout RecordBuffer) -> Void
    ) {
        var isFirst = true
        for column in columns {
            if !isFirst { buffer.append(byte: UInt8(ascii: ",")) }
            field(column, &buffer)
            isFirst = false
        }
    }
}

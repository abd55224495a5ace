/// The columns of one file and how its lines end: puts the fields of a record in order.
struct RecordLayout {
    let columns: [SampleColumn]
    let json: JSONStyle
    let lineEnd: StaticString
    private let format: SampleFormat
    private let layout: SampleLayout
    private let faults: [Fault]
    private var nextFault = 0

    init(_ options: SampleOptions, of kind: SampleKind) {
        format = options.format
        layout = options.layout
        columns = layout.columns(of: kind)
        json = JSONStyle(options, of: kind)
        lineEnd = format == .csv ? layout.lineEnd : "\n"
        faults = Fault.all(of: kind, columns: columns)
    }

    /// What the layout calls a column.
    func name(of column: SampleColumn) -> String {
        layout == .legacy ? column.legacyName : column.rawValue
    }

    func appendHeader(to buffer: inout RecordBuffer) {
        guard format == .csv else { return }
        buffer.append(columns.map { name(of: $0) }.joined(separator: ",").utf8)
        appendLineEnd(to: &buffer)
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
        guard format == .csv else { return appendObject(to: &buffer, fault: fault, field: field) }
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

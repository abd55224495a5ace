/// The columns and line ends of one file; orders the fields of a record.
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
        faults = Fault.all(of: kind, columns: columns, inText: format != .parquet)
    }

    /// The layout's name of a column.
    func name(of column: SampleColumn) -> String {
        layout == .legacy ? column.legacyName : column.rawValue
    }

    func appendHeader(to buffer: inout RecordBuffer) {
        guard format == .csv else { return }
        buffer.append(columns.map { name(of: $0) }.joined(separator: ",").utf8)
        appendLineEnd(to: &buffer)
    }

    /// The next fault in turn, so that a file with enough bad records has every fault.
    mutating func takeFault() -> Fault {
        defer { nextFault = (nextFault + 1) % faults.count }
        return faults[nextFault]
    }

    func appendLineEnd(to buffer: inout RecordBuffer) {
        if format != .parquet { buffer.append(lineEnd) }
    }

    /// Appends one record with its line end; `field` appends the value of a column, unless the fault replaces it.
    func append(
        to buffer: inout RecordBuffer, fault: Fault?, field: (SampleColumn, inout RecordBuffer) -> Void
    ) {
        switch format {
        case .csv: appendLine(to: &buffer, fault: fault, field: field)
        case .ndjson, .stream: appendObject(to: &buffer, fault: fault, field: field)
        case .parquet: appendRow(to: &buffer, fault: fault, field: field)
        }
    }

    private func appendLine(
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

extension RecordLayout {
    /// Appends one record as ``ParquetText`` takes it. An empty field is null.
    private func appendRow(
        to buffer: inout RecordBuffer, fault: Fault?, field: (SampleColumn, inout RecordBuffer) -> Void
    ) {
        var text = RecordBuffer(capacity: 256)
        for column in columns {
            text.removeAll()
            if case .field(column, let wrong) = fault { text.append(wrong) } else { field(column, &text) }
            let value = RecordBuffer.unquoted(text.bytes)
            buffer.append(ParquetText.word(text.bytes.isEmpty ? Int(ParquetText.nullSize) : value.count))
            buffer.append(value)
        }
    }

    /// Appends one record as an object with its line end. An object is not closed if it lacks a field, or if its fault
    /// is the whole line. An object with a field too many has a value without a name.
    private func appendObject(
        to buffer: inout RecordBuffer, fault: Fault?, field: (SampleColumn, inout RecordBuffer) -> Void
    ) {
        buffer.append(json.start.utf8)
        if case .line(let text) = fault {
            buffer.append(text)
            return appendLineEnd(to: &buffer)
        }
        var text = RecordBuffer(capacity: 256)
        var isFirst = true
        for column in columns {
            text.removeAll()
            if case .field(column, let wrong) = fault { text.append(wrong) } else { field(column, &text) }
            // BigQuery omits NULL.
            if text.bytes.isEmpty, !json.isPython { continue }
            if !isFirst { buffer.append(json.comma) }
            appendMember(column, text.bytes, to: &buffer)
            isFirst = false
        }
        if case .extraField = fault { buffer.append(",0") }
        if case .missingField = fault {} else { buffer.append("}") }
        appendLineEnd(to: &buffer)
    }

    private func appendMember(_ column: SampleColumn, _ field: [UInt8], to buffer: inout RecordBuffer) {
        buffer.append("\"")
        buffer.append(name(of: column).utf8)
        buffer.append("\"")
        buffer.append(json.colon)
        buffer.append(jsonOf: field, isNumber: column.isNumber, json)
    }

    /// Appends an item of another type.
    func appendBlock(number: Int, to buffer: inout RecordBuffer) {
        buffer.append("{\"type\": \"block\", \"number\": ")
        buffer.append(decimal: UInt64(number))
        buffer.append(", \"size\": 541, \"nested\": {\"value\": [1, {}]}}")
        appendLineEnd(to: &buffer)
    }
}

extension RecordLayout {
    /// Appends one record as an object, its line end included. An object with a field too few, or of which the fault is the
    /// line, is not closed; one with a field too many has a value without a name.
    func appendObject(
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
            // What is NULL, BigQuery leaves out.
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

    /// Appends an item of a type that is no record.
    func appendBlock(number: Int, to buffer: inout RecordBuffer) {
        buffer.append("{\"type\": \"block\", \"number\": ")
        buffer.append(decimal: UInt64(number))
        buffer.append(", \"size\": 541, \"nested\": {\"value\": [1, {}]}}")
        appendLineEnd(to: &buffer)
    }
}

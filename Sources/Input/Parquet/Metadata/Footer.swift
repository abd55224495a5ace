/// The content of a footer as the file states it, unchecked; of the row groups, only where they are. Source: struct FileMetaData of
/// parquet.thrift.
struct Footer {
    private(set) var rows: Int64 = 0
    private(set) var createdBy: String?
    private(set) var elements: [SchemaElement] = []
    /// The place of the list of row groups.
    private(set) var groups = 0

    init(_ reader: inout CompactReader, _ limits: ParquetLimits) throws(CompactFault) {
        var footer = Self()
        var (rows, groups): (Int64?, Int?)
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 2:
                try reader.list(field, of: .struct) { (reader) throws(CompactFault) in
                    footer.elements.append(try SchemaElement(&reader))
                    guard footer.elements.count <= limits.schemaElements else {
                        throw .overLimit(
                            .schemaElements, claimed: footer.elements.count, limit: limits.schemaElements)
                    }
                }
            case 3: rows = try reader.integer(field)
            case 4:
                guard field.type == .list else { throw .malformed("the row groups are not a list") }
                groups = reader.position
                try reader.skip(field)
            case 6: footer.createdBy = try reader.string(field)
            default: try reader.skip(field)
            }
        }
        guard let rows else { throw .missing("number of rows") }
        guard let groups else { throw .missing("row groups") }
        (footer.rows, footer.groups) = (rows, groups)
        self = footer
    }

    private init() {}
}

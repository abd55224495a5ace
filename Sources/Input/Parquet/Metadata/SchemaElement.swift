/// An element of the schema as the footer lists it. Source: struct SchemaElement of parquet.thrift.
struct SchemaElement {
    var type: Int32?
    var typeLength: Int32?
    var repetition: Int32?
    var name = ""
    var children: Int32?
    private var convertedType: Int32?
    private var scale: Int32?
    private var precision: Int32?
    private var annotation: LogicalType?

    static let optional: Int32 = 1
    static let repeated: Int32 = 2

    init(_ reader: inout CompactReader) throws(CompactFault) {
        var element = Self()
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: element.type = try reader.int32(field)
            case 2: element.typeLength = try reader.int32(field)
            case 3: element.repetition = try reader.int32(field)
            case 4: element.name = try reader.string(field)
            case 5: element.children = try reader.int32(field)
            case 6: element.convertedType = try reader.int32(field)
            case 7: element.scale = try reader.int32(field)
            case 8: element.precision = try reader.int32(field)
            case 10 where field.type == .struct: element.annotation = try LogicalType.read(&reader)
            default: try reader.skip(field)
            }
        }
        self = element
    }

    private init() {}

    /// The newer annotation, or else the deprecated one.
    var logicalType: LogicalType? {
        if let annotation { return annotation }
        return convertedType.flatMap { LogicalType(converted: $0, precision: precision, scale: scale) }
    }

    /// Whether the element is a group, perhaps without children.
    var isGroup: Bool { type == nil }
}

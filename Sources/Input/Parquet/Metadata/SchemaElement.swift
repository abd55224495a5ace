/// An element of the schema as the footer lists it. Source: struct SchemaElement of parquet.thrift.
struct SchemaElement {
    var type: Int32?
    var typeLength: Int32?
    var repetition: Int32?
    private(set) var name = ""
    var children: Int32?
    private var convertedType: Int32?
    private var scale: Int32?
    private var precision: Int32?
    private var annotation: LogicalType?

    /// How often an element comes in each value of the one that has it.
    enum Repetition: Int32 {
        case required, optional, repeated
    }

    init(_ reader: inout CompactReader) throws(CompactFault) {
        var element = Self()
        var name: String?
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: element.type = try reader.int32(field)
            case 2: element.typeLength = try reader.int32(field)
            case 3: element.repetition = try reader.int32(field)
            case 4: name = try reader.string(field)
            case 5: element.children = try reader.int32(field)
            case 6: element.convertedType = try reader.int32(field)
            case 7: element.scale = try reader.int32(field)
            case 8: element.precision = try reader.int32(field)
            case 10 where field.type == .struct: element.annotation = try LogicalType.read(&reader)
            default: try reader.skip(field)
            }
        }
        guard let name else { throw .malformed("an element of the schema has no name") }
        element.name = name
        self = element
    }

    private init() {}

    /// The newer annotation, or else the deprecated one. Two that contradict each other are no known type.
    var logicalType: LogicalType? {
        let converted = convertedType.map { LogicalType(converted: $0, precision: precision, scale: scale) }
        guard let annotation else { return converted }
        guard let converted, !annotation.agrees(with: converted) else { return annotation }
        return .other("one logical type by its annotation and another by its converted type")
    }

    /// Whether the element is a group, perhaps without children.
    var isGroup: Bool { type == nil }
}

/// A checked schema: the types, fields and directives that documents are validated against.
///
/// It is immutable, so tasks share it. Source: spec.graphql.org/October2021/#sec-Schema.
package final class Schema: Sendable {
    /// The description of the schema as Markdown.
    package let description: String?
    /// The types in the order of introspection.
    package let types: [SchemaType]
    /// The directives in the order of introspection.
    package let directives: [SchemaDirective]
    let fields: [SchemaField]
    let inputs: [SchemaInput]
    let names: NameTable
    /// The index of the type of each name, or -1.
    let typeOfName: [Int32]
    /// The index of the directive of each name, or -1.
    let directiveOfName: [Int32]
    /// The index of a field by the index of its type and the number of its name.
    let fieldOfName: [UInt64: Int32]
    let query: Int
    let mutation: Int?
    let subscription: Int?
    /// The fields `__schema`, `__type` and `__typename`.
    let metaFields: MetaFields

    /// Builds a schema and checks it.
    ///
    /// Throws the faults of the definition. Source: spec.graphql.org/October2021/#sec-Type-System.
    package convenience init(_ definition: SchemaDefinition) throws(SchemaError) {
        var builder = SchemaBuilder(definition)
        let parts = try builder.build()
        self.init(builder, metaFields: parts.metaFields, roots: parts.roots)
    }

    init(_ builder: SchemaBuilder, metaFields: MetaFields, roots: SchemaBuilder.Roots) {
        description = builder.definition.description
        types = builder.types
        directives = builder.directives
        fields = builder.fields
        inputs = builder.inputs
        names = builder.names
        typeOfName = builder.typeOfName
        directiveOfName = builder.directiveOfName
        fieldOfName = builder.fieldOfName
        query = roots.query
        mutation = roots.mutation
        subscription = roots.subscription
        self.metaFields = metaFields
    }
}

/// The indices of the fields that every composite type or the query type has.
///
/// Source: spec.graphql.org/October2021/#sec-Introspection.
struct MetaFields: Sendable {
    /// The index and the number of the name of a field.
    struct Field: Sendable {
        var index: Int
        var nameNumber: Int32
    }

    var schema: Field
    var type: Field
    var typeName: Field
    /// The numbers of the names of the fields of `__Type` that are lists of types, or of what has types.
    var listNames: [Int32]
}

extension Schema {
    /// The index of a type by the number of its name, which may be -1.
    @inline(__always)
    func type(numbered number: Int32) -> Int? {
        guard number >= 0, Int(number) < typeOfName.count else { return nil }
        let index = typeOfName[Int(number)]
        return index < 0 ? nil : Int(index)
    }

    func directive(numbered number: Int32) -> Int? {
        guard number >= 0, Int(number) < directiveOfName.count else { return nil }
        let index = directiveOfName[Int(number)]
        return index < 0 ? nil : Int(index)
    }

    /// The index of a field that a selection on a type names, meta fields included.
    func field(numbered number: Int32, of type: Int) -> Int? {
        guard number >= 0 else { return nil }
        if let index = fieldOfName[Self.key(type, number)] { return Int(index) }
        if number == metaFields.typeName.nameNumber {
            return types[type].kind.isComposite ? metaFields.typeName.index : nil
        }
        guard type == query else { return nil }
        if number == metaFields.schema.nameNumber { return metaFields.schema.index }
        return number == metaFields.type.nameNumber ? metaFields.type.index : nil
    }

    static func key(_ type: Int, _ name: Int32) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: type)) << 32 | UInt64(UInt32(bitPattern: name))
    }

    /// The index of an argument or an input field by the number of its name.
    func input(numbered number: Int32, in range: Range<Int>) -> Int? {
        guard number >= 0 else { return nil }
        for index in range where inputs[index].nameNumber == number { return index }
        return nil
    }

    /// The root type of a kind of operation.
    func root(_ kind: OperationKind) -> Int? {
        switch kind {
        case .query: query
        case .mutation: mutation
        case .subscription: subscription
        }
    }

    /// The type as a schema writes it.
    func description(of use: TypeUse) -> String {
        use.wrappers.description(of: types[use.index].name)
    }

    /// Whether a value of a type is always a value of another, abstract or not.
    func isSubtype(_ type: TypeUse, of other: TypeUse) -> Bool {
        if type == other { return true }
        if other.isNonNull { return type.isNonNull && isSubtype(type.inner, of: other.inner) }
        if type.isNonNull { return isSubtype(type.inner, of: other) }
        if other.isList { return type.isList && isSubtype(type.inner, of: other.inner) }
        if type.isList { return false }
        return isSubtype(type.index, of: other.index)
    }

    func isSubtype(_ type: Int, of other: Int) -> Bool {
        type == other || (types[other].kind.isAbstract && types[other].subtypes[type])
    }

    /// Whether some object is a value of both composite types.
    func overlap(_ left: Int, _ right: Int) -> Bool {
        if left == right { return true }
        if types[left].kind.isAbstract {
            guard types[right].kind.isAbstract else { return types[left].subtypes[right] }
            return types[left].possibleTypes.contains { types[right].subtypes[$0] }
        }
        return types[right].kind.isAbstract && types[right].subtypes[left]
    }
}

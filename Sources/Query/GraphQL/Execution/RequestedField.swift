/// A field that a request asks for, with everything that answering it needs.
package struct RequestedField: Sendable {
    /// Who answers the field.
    package enum Kind: Sendable, Hashable {
        /// The service.
        case data
        /// `__typename`: the name of the selection's type is the answer.
        case typeName
        /// `__schema` and `__type`: `Schema` writes the answer.
        case introspection
    }

    /// Who answers the field.
    package let kind: Kind
    /// The name in the response.
    package let responseName: String
    /// The name in the schema.
    package let name: String
    /// The arguments with values, in the order of the schema, defaults included.
    package let arguments: [InputValue.Field]
    /// The fields of the answer for each object that it can be: one for an object, none for a leaf.
    package let selections: [RequestedSelection]
    let type: TypeUse
    /// The offset of the first field that asks for it.
    let start: Int32

    /// The value of an argument, or nil if it has none.
    package func argument(_ name: String) -> InputValue? {
        arguments.first { $0.name == name }?.value
    }
}

/// The fields that a request asks for on an object.
package struct RequestedSelection: Sendable {
    /// The name of the object's type.
    package let type: String
    /// The fields in the order of the response; their response names differ.
    package let fields: [RequestedField]
}

extension Operation {
    /// The place of a field in the document, for errors.
    package func location(of field: RequestedField) -> SourceLocation {
        document.location(field.start)
    }
}

/// An operation of a document, chosen for execution.
package struct Operation: Sendable {
    /// The document that defines the operation.
    package let document: Document
    let node: OperationNode

    /// What the operation does; a schema without the kind's root type cannot execute it.
    package var kind: OperationKind { node.kind }

    /// The name, or nil for an anonymous operation.
    package var name: String? { node.name.exists ? document.names[node.name.number] : nil }
}

extension Document {
    /// The operation of a name, or the only operation if there is no name.
    ///
    /// Throws if no operation or several operations qualify. Source: spec.graphql.org/October2021/#GetOperation().
    package func operation(named name: String?) throws(GraphQLError) -> Operation {
        guard let name else {
            guard let node = operations.first else {
                throw GraphQLError("Must provide an operation.", code: .operationUnresolved)
            }
            guard operations.count == 1 else {
                throw GraphQLError(
                    "Must provide operation name if query contains multiple operations.", code: .operationUnresolved)
            }
            return Operation(document: self, node: node)
        }
        guard let number = names.find(name), let node = operations.last(where: { $0.name.number == number }) else {
            throw GraphQLError("Unknown operation named '\(name)'.", code: .operationUnresolved)
        }
        return Operation(document: self, node: node)
    }
}

/// The kind of an operation.
///
/// Source: spec.graphql.org/October2021/#OperationType.
package enum OperationKind: UInt8, Sendable, Hashable, BitwiseCopyable {
    case query, mutation, subscription
}

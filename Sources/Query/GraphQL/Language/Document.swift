/// A parsed document: flat arrays of nodes that refer to one another by index.
///
/// A document keeps its text. It is immutable, so tasks share it.
/// Source: spec.graphql.org/October2021/#sec-Document.
package final class Document: Sendable {
    enum Definition: Sendable, BitwiseCopyable {
        case operation(Int)
        case fragment(Int)
        case typeSystem(Int)
    }

    let names: NameTable
    let definitions: [Definition]
    let operations: [OperationNode]
    let fragments: [FragmentNode]
    let typeSystem: [TypeSystemNode]
    /// Each selection precedes the selections within it.
    let selections: [Selection]
    let arguments: [ArgumentNode]
    let directives: [DirectiveNode]
    /// Each value precedes the values within it.
    let values: [ValueNode]
    let variables: [VariableNode]

    init(_ builder: DocumentBuilder) {
        names = builder.names
        definitions = builder.definitions
        operations = builder.operations
        fragments = builder.fragments
        typeSystem = builder.typeSystem
        selections = builder.selections
        arguments = builder.arguments
        directives = builder.directives
        values = builder.values
        variables = builder.variables
    }

    /// The text of the document as UTF-8.
    package var bytes: [UInt8] { names.bytes }

    /// The number of directives at operations, fragments, fields and variables.
    package var directiveCount: Int { directives.count }

    /// The place of an offset.
    func location(_ offset: Int32) -> SourceLocation {
        SourceLocation(of: Int(offset), in: bytes)
    }

    /// The text between two offsets.
    func text(_ start: Int32, _ end: Int32) -> String {
        String(decoding: bytes[Int(start)..<Int(end)], as: UTF8.self)
    }

    /// The value of a string literal.
    func string(_ value: ValueNode) -> String {
        StringLiteral.value(bytes, Int(value.start), Int(value.tokenEnd), isBlock: value.kind == .blockString)
    }

    /// Whether a boolean literal is `true`.
    func boolean(_ value: ValueNode) -> Bool {
        bytes[Int(value.start)] == UInt8(ascii: "t")
    }

    /// The type as the document writes it.
    func description(of type: TypeNode) -> String {
        type.wrappers.description(of: names[type.name.number])
    }

    /// For each name the index of the last fragment that has it, or -1.
    func fragmentOfName() -> [Int32] {
        var indices = Array(repeating: Int32(-1), count: names.count)
        for (index, fragment) in fragments.enumerated() {
            indices[Int(fragment.name.number)] = Int32(truncatingIfNeeded: index)
        }
        return indices
    }
}

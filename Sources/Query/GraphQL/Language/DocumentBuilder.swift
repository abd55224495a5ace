/// The nodes of a document while the parser adds to them.
struct DocumentBuilder {
    var names: NameTable
    var definitions: [Document.Definition] = []
    var operations: [OperationNode] = []
    var fragments: [FragmentNode] = []
    var typeSystem: [TypeSystemNode] = []
    var selections: [Selection] = []
    var arguments: [ArgumentNode] = []
    var directives: [DirectiveNode] = []
    var values: [ValueNode] = []
    var variables: [VariableNode] = []

    init(bytes: [UInt8]) {
        names = NameTable(bytes: bytes)
    }
}

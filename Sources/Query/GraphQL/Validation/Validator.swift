/// Applies all rules to a document in one walk, with errors in the order of the reference engine.
struct Validator {
    /// A use of a variable with the type that its place expects.
    struct VariableUse {
        var name: NameNode
        var start: Int32
        var type: TypeUse?
        /// Whether the place has a default value.
        var hasDefault: Bool
        /// The object with exactly one field that the variable is the value of, if it stands in a fragment.
        var oneOf: OneOfPlace?
    }

    /// An input object of which exactly one field is given.
    struct OneOfPlace {
        var type: Int
        var start: Int32
    }

    let schema: Schema
    let document: Document
    let limits: ValidationLimits
    /// For each name of the document its number in the schema, or -1.
    let numbers: [Int32]
    /// The index of the last fragment of each name, or -1.
    let fragmentOfName: [Int32]
    var violations: [Violation] = []
    var merging: FieldMerging
    /// The variables of the operation that the walk is in, or was in last.
    var variableOfName: [Int32]
    /// The uses of variables of each operation, and of each fragment.
    var operationUses: [[VariableUse]]
    var fragmentUses: [[VariableUse]]
    /// The uses of the definition that the walk is in.
    var uses: [VariableUse] = []
    /// Whether the walk is in a fragment, where the types of variables depend on the operation.
    var isInFragment = false
    var marks: NameMarks
    /// The fragments that the search for cycles has seen.
    var visitedFragments: NameMarks
    /// Whether the walk is in a selection that exceeds the depth of introspection.
    var isInDeepIntrospection = false
    /// The fragments that the search for deep introspection has found harmless.
    var harmlessSteps: Set<IntrospectionStep> = []
    /// The number of violations at the end of each operation.
    var operationEnds: [Int] = []

    init(schema: Schema, document: Document, limits: ValidationLimits) {
        self.schema = schema
        self.document = document
        self.limits = limits
        numbers = document.names.numbers(in: schema.names)
        let count = document.names.count
        fragmentOfName = document.fragmentOfName()
        merging = FieldMerging(limits: limits, names: count)
        variableOfName = Array(repeating: -1, count: count)
        operationUses = Array(repeating: [], count: document.operations.count)
        fragmentUses = Array(repeating: [], count: document.fragments.count)
        marks = NameMarks(count: count)
        visitedFragments = NameMarks(count: count)
    }

    mutating func run() -> [GraphQLError] {
        checkDefinitions()
        for definition in document.definitions {
            switch definition {
            case .operation(let index): walkOperation(index)
            case .fragment(let index): walkFragment(index)
            case .typeSystem: break
            }
        }
        checkOperations()
        checkFragmentUse()
        if merging.isExhausted { violations.append(merging.exhaustion) }
        if violations.count > limits.errors {
            violations.removeSubrange(limits.errors...)
            violations.append(
                Violation(
                    message: "Too many validation errors, error limit reached. Validation aborted.", offsets: []))
        }
        return document.errors(violations)
    }
}

extension Validator {
    func name(_ node: NameNode) -> String { document.names[node.number] }

    /// The number of a name in the schema, or -1.
    @inline(__always)
    func number(_ node: NameNode) -> Int32 { node.exists ? numbers[Int(node.number)] : -1 }

    /// The index of the type of a name.
    func type(_ node: NameNode) -> Int? { schema.type(numbered: number(node)) }

    func use(_ node: TypeNode) -> TypeUse? {
        type(node.name).map { TypeUse(type: Int32(truncatingIfNeeded: $0), wrappers: node.wrappers) }
    }

    func fragment(_ node: NameNode) -> Int? {
        let index = fragmentOfName[Int(node.number)]
        return index < 0 ? nil : Int(index)
    }

    mutating func report(_ message: String, _ offsets: Int32...) {
        add(Violation(message: message, offsets: offsets))
    }

    /// Keeps a violation unless there are more than the response reports.
    mutating func add(_ violation: Violation) {
        if violations.count <= limits.errors { violations.append(violation) }
    }
}

/// Marks on names that all disappear at once.
struct NameMarks {
    private var marks: [Int32]
    private var current: Int32 = 1

    init(count: Int) {
        marks = Array(repeating: 0, count: count)
    }

    mutating func removeAll() { current += 1 }

    /// Marks a name, and returns whether it had no mark.
    mutating func insert(_ number: Int32) -> Bool {
        defer { marks[Int(number)] = current }
        return marks[Int(number)] != current
    }

    mutating func remove(_ number: Int32) { marks[Int(number)] = 0 }

    func contains(_ number: Int32) -> Bool { marks[Int(number)] == current }
}

/// Operations and fragments.
extension Validator {
    /// Source: spec.graphql.org/October2021/#sec-Executable-Definitions.
    mutating func checkDefinitions() {
        for node in document.typeSystem {
            let name = node.name.exists ? "'\(name(node.name))'" : "schema"
            report("The \(name) definition is not executable.", node.start)
        }
    }

    mutating func walkOperation(_ index: Int) {
        let operation = document.operations[index]
        checkOperationName(operation, index)
        if operation.kind == .subscription { checkSubscription(operation) }
        checkVariableNames(operation)
        checkUniqueDirectives(operation.directives)
        uses = []
        for variable in operation.variables.indices { walkVariable(variable) }
        walkDirectives(operation.directives, on: DirectiveLocation(operation.kind), field: nil)
        let root = schema.root(operation.kind).flatMap { schema.types[$0].kind == .object ? $0 : nil }
        walk(operation.selectionSet, type: root)
        operationUses[index] = uses
        operationEnds.append(violations.count)
    }

    mutating func walkFragment(_ index: Int) {
        let fragment = document.fragments[index]
        let type = type(fragment.typeCondition)
        if let type, !schema.types[type].kind.isComposite {
            report(
                "Fragment '\(name(fragment.name))' cannot condition on non composite type"
                    + " '\(name(fragment.typeCondition))'.", fragment.typeCondition.start)
        }
        checkFragmentName(fragment, index)
        findCycles(from: index)
        checkUniqueDirectives(fragment.directives)
        checkTypeName(fragment.typeCondition)
        uses = []
        isInFragment = true
        walkDirectives(fragment.directives, on: .fragmentDefinition, field: nil)
        walk(fragment.selectionSet, type: type.flatMap { schema.types[$0].kind.isOutput ? $0 : nil })
        isInFragment = false
        fragmentUses[index] = uses
    }

    /// Source: spec.graphql.org/October2021/#sec-Operation-Name-Uniqueness and #sec-Lone-Anonymous-Operation.
    private mutating func checkOperationName(_ operation: OperationNode, _ index: Int) {
        guard operation.name.exists else {
            if document.operations.count > 1 {
                report("This anonymous operation must be the only defined operation.", operation.start)
            }
            return
        }
        for other in document.operations[..<index] where other.name.number == operation.name.number {
            return report(
                "There can be only one operation named '\(name(operation.name))'.", other.name.start,
                operation.name.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragment-Name-Uniqueness.
    private mutating func checkFragmentName(_ fragment: FragmentNode, _ index: Int) {
        for other in document.fragments[..<index] where other.name.number == fragment.name.number {
            return report(
                "There can be only one fragment named '\(name(fragment.name))'.", other.name.start,
                fragment.name.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Variable-Uniqueness.
    private mutating func checkVariableNames(_ operation: OperationNode) {
        for index in variableOfName.indices { variableOfName[index] = -1 }
        var hasDuplicates = false
        for index in operation.variables.indices {
            let number = Int(document.variables[index].name.number)
            if variableOfName[number] >= 0 { hasDuplicates = true }
            variableOfName[number] = Int32(truncatingIfNeeded: index)
        }
        guard hasDuplicates else { return }
        reportDuplicates(operation.variables.indices.map { document.variables[$0].name }) {
            "There can be only one variable named '$\($0)'."
        }
    }

    /// Reports each name that occurs several times, in the order of their first places.
    mutating func reportDuplicates(_ names: [NameNode], _ message: (String) -> String) {
        var places: [Int32: [Int32]] = [:]
        for name in names { places[name.number, default: []].append(name.start) }
        for node in names {
            guard let offsets = places.removeValue(forKey: node.number), offsets.count > 1 else { continue }
            add(
                Violation(message: message(name(node)), offsets: offsets))
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Variables-Are-Input-Types.
    private mutating func walkVariable(_ index: Int) {
        let variable = document.variables[index]
        let type = use(variable.type)
        if let type, !schema.types[type.index].kind.isInput {
            report(
                "Variable '$\(name(variable.name))' cannot be non-input type"
                    + " '\(document.description(of: variable.type))'.", variable.type.start)
        }
        checkUniqueDirectives(variable.directives)
        checkTypeName(variable.type.name)
        if variable.defaultValue >= 0 {
            let expected = type.flatMap { schema.types[$0.index].kind.isInput ? $0 : nil }
            walkValue(Int(variable.defaultValue), Expectation(type: expected, hasDefault: false, isChecked: true))
        }
        walkDirectives(variable.directives, on: .variableDefinition, field: nil)
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragment-Spread-Type-Existence.
    mutating func checkTypeName(_ node: NameNode) {
        if type(node) == nil { report("Unknown type '\(name(node))'.", node.start) }
    }
}

extension DirectiveLocation {
    init(_ kind: OperationKind) {
        switch kind {
        case .query: self = .query
        case .mutation: self = .mutation
        case .subscription: self = .subscription
        }
    }
}

/// Rules over the variables that an operation uses, directly or through fragments.
extension Validator {
    /// Checks the variables of all operations, and places the errors where each operation ends.
    mutating func checkOperations() {
        guard !document.variables.isEmpty || !operationUses.allSatisfy(\.isEmpty) || !fragmentUses.allSatisfy(\.isEmpty)
        else { return }
        let walked = violations
        violations = []
        var position = 0
        for (index, operation) in document.operations.enumerated() {
            violations += walked[position..<operationEnds[index]]
            position = operationEnds[index]
            checkVariables(of: operation, index)
        }
        violations += walked[position...]
    }

    private mutating func checkVariables(of operation: OperationNode, _ index: Int) {
        var uses = operationUses[index]
        for fragment in reachable(from: operation) { uses += fragmentUses[fragment] }
        for variable in variableOfName.indices { variableOfName[variable] = -1 }
        for variable in operation.variables.indices {
            variableOfName[Int(document.variables[variable].name.number)] = Int32(truncatingIfNeeded: variable)
        }
        checkDefined(uses, operation)
        checkUsed(uses, operation)
        for use in uses {
            checkPosition(use)
            if let place = use.oneOf { checkOneOf(variable: use.name, schema.types[place.type], place.start) }
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-All-Variable-Uses-Defined.
    private mutating func checkDefined(_ uses: [VariableUse], _ operation: OperationNode) {
        for use in uses where variableOfName[Int(use.name.number)] < 0 {
            let place = operation.name.exists ? " by operation '\(name(operation.name))'" : ""
            report("Variable '$\(name(use.name))' is not defined\(place).", use.start, operation.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-All-Variables-Used.
    private mutating func checkUsed(_ uses: [VariableUse], _ operation: OperationNode) {
        marks.removeAll()
        for use in uses { _ = marks.insert(use.name.number) }
        for variable in document.variables[operation.variables.indices] where !marks.contains(variable.name.number) {
            let place = operation.name.exists ? " in operation '\(name(operation.name))'" : ""
            report("Variable '$\(name(variable.name))' is never used\(place).", variable.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed.
    private mutating func checkPosition(_ use: VariableUse) {
        let index = variableOfName[Int(use.name.number)]
        guard index >= 0, let expected = use.type else { return }
        let variable = document.variables[Int(index)]
        guard let type = self.use(variable.type), !isAllowed(variable, type, use, expected) else { return }
        report(
            "Variable '$\(name(use.name))' of type '\(schema.description(of: type))' used in position expecting"
                + " type '\(schema.description(of: expected))'.", variable.start, use.start)
    }

    private func isAllowed(_ variable: VariableNode, _ type: TypeUse, _ use: VariableUse, _ expected: TypeUse) -> Bool {
        guard expected.isNonNull, !type.isNonNull else { return schema.isSubtype(type, of: expected) }
        let hasDefault = variable.defaultValue >= 0 && document.values[Int(variable.defaultValue)].kind != .null
        return (hasDefault || use.hasDefault) && schema.isSubtype(type, of: expected.nullable)
    }
}

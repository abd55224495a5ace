/// Subscriptions. Source: spec.graphql.org/October2021/#sec-Single-root-field.
extension Validator {
    mutating func checkSubscription(_ operation: OperationNode) {
        guard let root = schema.subscription else { return }
        var names: [Int32] = []
        var fields: [Int32: [Selection]] = [:]
        var visited: Set<Int32> = []
        collect(operation.selectionSet, root, &visited) { selection in
            if fields[selection.responseName] == nil { names.append(selection.responseName) }
            fields[selection.responseName, default: []].append(selection)
        }
        let subject =
            operation.name.exists ? "Subscription '\(name(operation.name))'" : "Anonymous Subscription"
        if names.count > 1 {
            add(
                Violation(
                    message: "\(subject) must select only one top level field.",
                    offsets: names.dropFirst().flatMap { fields[$0, default: []].map(\.start) }))
        }
        for selections in names.compactMap({ fields[$0] }) {
            guard let first = selections.first, name(first.name).hasPrefix("__") else { continue }
            add(
                Violation(
                    message: "\(subject) must not select an introspection top level field.",
                    offsets: selections.map(\.start)))
        }
    }

    /// Visits the fields that apply to a type. A directive whose argument is a variable does not leave out a field.
    private func collect(
        _ set: SelectionSet, _ type: Int, _ visited: inout Set<Int32>, _ visit: (Selection) -> Void
    ) {
        var pending = [set.selections.indices]
        while let range = pending.popLast() {
            guard !range.isEmpty else { continue }
            let selection = document.selections[range.lowerBound]
            pending.append(Int(selection.end)..<range.upperBound)
            guard isIncluded(selection) else { continue }
            switch selection.kind {
            case .field: visit(selection)
            case .inlineFragment:
                if applies(selection.name, to: type) { pending.append(selection.selectionSet.selections.indices) }
            case .spread:
                guard visited.insert(selection.name.number).inserted, let fragment = fragment(selection.name),
                    applies(document.fragments[fragment].typeCondition, to: type)
                else { continue }
                pending.append(document.fragments[fragment].selectionSet.selections.indices)
            }
        }
    }

    private func applies(_ condition: NameNode, to type: Int) -> Bool {
        guard condition.exists else { return true }
        return self.type(condition).map { schema.isSubtype(type, of: $0) } ?? false
    }

    private func isIncluded(_ selection: Selection) -> Bool {
        for directive in document.directives[selection.directives.indices] {
            let name = name(directive.name)
            guard name == "skip" || name == "include", let argument = directive.arguments.indices.first else {
                continue
            }
            let value = document.values[Int(document.arguments[argument].value)]
            if value.kind == .boolean, document.boolean(value) == (name == "skip") { return false }
        }
        return true
    }
}

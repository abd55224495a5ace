/// Collects the fields of an operation as a tree.
///
/// Source: spec.graphql.org/October2021/#CollectFields() and #MergeSelectionSets().
struct FieldCollector {
    let schema: Schema
    let document: Document
    private let limits: ExecutionLimits
    private let arguments: ArgumentCoercion
    /// For each name of the document its number in the schema, or -1.
    private let numbers: [Int32]
    /// The index of the last fragment of each name, or -1.
    private let fragmentOfName: [Int32]
    private var count = 0
    private var visits = 0
    /// The response names on the way to the current field.
    private var path: [Int32] = []

    init(schema: Schema, operation: Operation, variables: Variables, limits: ExecutionLimits) {
        self.schema = schema
        self.limits = limits
        document = operation.document
        arguments = ArgumentCoercion(
            literals: LiteralCoercion(
                schema: schema, inputs: schema.inputs, document: document, variables: variables.values))
        numbers = document.names.numbers(in: schema.names)
        fragmentOfName = document.fragmentOfName()
    }

    /// The fields of selection sets on an object.
    mutating func selection(_ sets: [SelectionSet], of type: Int) throws(GraphQLError) -> RequestedSelection {
        guard path.count < limits.nesting else { throw limit("levels of nested fields", limits.nesting) }
        var groups = FieldGroups()
        var visited: Set<Int32> = []
        for set in sets { try collect(set.selections.indices, type, &visited, &groups) }
        count += groups.groups.count
        guard count <= limits.fields else { throw limit("fields", limits.fields) }
        var fields: [RequestedField] = []
        fields.reserveCapacity(groups.groups.count)
        for group in groups.groups {
            path.append(group.first.responseName)
            if let field = try field(group, of: type) { fields.append(field) }
            path.removeLast()
        }
        return RequestedSelection(type: schema.types[type].name, fields: fields)
    }

    /// Groups the selections that apply to an object; fragments wait on a stack, so their depth does not matter.
    private mutating func collect(
        _ range: Range<Int>, _ type: Int, _ visited: inout Set<Int32>, _ groups: inout FieldGroups
    ) throws(GraphQLError) {
        var pending = [range]
        while let range = pending.popLast() {
            guard !range.isEmpty else { continue }
            let selection = document.selections[range.lowerBound]
            pending.append(Int(selection.end)..<range.upperBound)
            visits += 1
            guard visits <= limits.selections else { throw limit("selections", limits.selections) }
            guard try isIncluded(selection) else { continue }
            switch selection.kind {
            case .field: groups.add(selection)
            case .inlineFragment:
                if applies(selection.name, to: type) { pending.append(selection.selectionSet.selections.indices) }
            case .spread:
                guard visited.insert(selection.name.number).inserted, let fragment = fragment(selection.name),
                    applies(fragment.typeCondition, to: type)
                else { continue }
                pending.append(fragment.selectionSet.selections.indices)
            }
        }
    }

    private func fragment(_ name: NameNode) -> FragmentNode? {
        let index = fragmentOfName[Int(name.number)]
        return index < 0 ? nil : document.fragments[Int(index)]
    }

    private func applies(_ condition: NameNode, to type: Int) -> Bool {
        guard condition.exists else { return true }
        return schema.type(numbered: numbers[Int(condition.number)]).map { schema.isSubtype(type, of: $0) } ?? false
    }

    /// Source: spec.graphql.org/October2021/#sec--skip and #sec--include.
    private func isIncluded(_ selection: Selection) throws(GraphQLError) -> Bool {
        guard !selection.directives.isEmpty else { return true }
        if try condition("skip", of: selection) == .boolean(true) { return false }
        return try condition("include", of: selection) != .boolean(false)
    }

    private func condition(_ name: String, of selection: Selection) throws(GraphQLError) -> InputValue? {
        guard
            let node = selection.directives.indices.first(where: {
                document.names[document.directives[$0].name.number] == name
            }), let directive = schema.directive(numbered: numbers[Int(document.directives[node].name.number)])
        else {
            return nil
        }
        let directiveNode = document.directives[node]
        do throws(GraphQLError) {
            return try arguments.values(
                directiveNode.arguments, schema.directives[directive].arguments, owner: directiveNode.start
            ).first?.value
        } catch {
            throw placed(error)
        }
    }

    private mutating func field(_ group: FieldGroups.Group, of type: Int) throws(GraphQLError) -> RequestedField? {
        let first = group.first
        guard let index = schema.field(numbered: numbers[Int(first.name.number)], of: type) else { return nil }
        let field = schema.fields[index]
        let values: [InputValue.Field]
        do throws(GraphQLError) {
            values = try arguments.values(first.arguments, field.arguments, owner: first.start)
        } catch {
            throw placed(error)
        }
        var selections: [RequestedSelection] = []
        let sets = group.selectionSets
        for object in objects(of: field.type.index) { selections.append(try selection(sets, of: object)) }
        return RequestedField(
            kind: kind(index), responseName: document.names[first.responseName], name: field.name,
            arguments: values, selections: selections, type: field.type, start: first.start)
    }

    private func objects(of type: Int) -> [Int] {
        switch schema.types[type].kind {
        case .object: [type]
        case .interface, .union: schema.types[type].possibleTypes
        default: []
        }
    }

    private func kind(_ field: Int) -> RequestedField.Kind {
        if field == schema.metaFields.typeName.index { return .typeName }
        return field == schema.metaFields.schema.index || field == schema.metaFields.type.index
            ? .introspection : .data
    }

    /// An error with the path of the current field.
    private func placed(_ error: GraphQLError) -> GraphQLError {
        var error = error
        error.path = pathElements
        return error
    }

    private func limit(_ what: String, _ limit: Int) -> GraphQLError {
        GraphQLError("The request has more than \(limit) \(what).", path: pathElements, code: .limitExceeded)
    }

    private var pathElements: [GraphQLError.PathElement] { path.map { .name(document.names[$0]) } }
}

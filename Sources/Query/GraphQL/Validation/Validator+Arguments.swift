/// Arguments and directives.
extension Validator {
    /// Source: spec.graphql.org/October2021/#sec-Argument-Names.
    mutating func walkArguments(of selection: Selection, _ field: Int?, _ parent: Int?) {
        for index in selection.arguments.indices {
            let argument = document.arguments[index]
            let input = field.flatMap {
                schema.input(numbered: number(argument.name), in: schema.fields[$0].arguments)
            }
            if input == nil, field != nil, let parent {
                report(
                    "Unknown argument '\(name(argument.name))' on field"
                        + " '\(schema.types[parent].name).\(name(selection.name))'.", argument.name.start)
            }
            walkArgument(argument, input)
        }
    }

    private mutating func walkArgument(_ argument: ArgumentNode, _ input: Int?) {
        let expectation = Expectation(
            type: input.map { schema.inputs[$0].type },
            hasDefault: input.map { schema.inputs[$0].defaultLiteral != nil } ?? false, isChecked: true)
        walkValue(Int(argument.value), expectation)
    }

    /// Source: spec.graphql.org/October2021/#sec-Argument-Uniqueness.
    mutating func checkUniqueArguments(_ range: IndexRange) {
        guard range.indices.count > 1 else { return }
        marks.removeAll()
        var hasDuplicates = false
        for index in range.indices where !marks.insert(document.arguments[index].name.number) { hasDuplicates = true }
        guard hasDuplicates else { return }
        reportDuplicates(range.indices.map { document.arguments[$0].name }) {
            "There can be only one argument named '\($0)'."
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Required-Arguments.
    mutating func checkRequiredArguments(_ selection: Selection, _ field: Int) {
        for input in schema.inputs[schema.fields[field].arguments]
        where input.isRequired && !has(input.nameNumber, in: selection.arguments) {
            report(
                "Field '\(name(selection.name))' argument '\(input.name)' of type"
                    + " '\(schema.description(of: input.type))' is required, but it was not provided.",
                selection.start)
        }
    }

    private func has(_ number: Int32, in range: IndexRange) -> Bool {
        range.indices.contains { self.number(document.arguments[$0].name) == number }
    }

    /// Walks the directives of a node; an unknown directive's arguments have the types of the field's.
    mutating func walkDirectives(_ range: IndexRange, on location: DirectiveLocation, field: Int?) {
        for index in range.indices {
            let node = document.directives[index]
            let directive = schema.directive(numbered: number(node.name))
            checkDirective(node, directive, location)
            checkUniqueArguments(node.arguments)
            let inputs = directive.map { schema.directives[$0].arguments } ?? field.map { schema.fields[$0].arguments }
            for argument in node.arguments.indices.map({ document.arguments[$0] }) {
                walkArgument(argument, inputs.flatMap { schema.input(numbered: number(argument.name), in: $0) })
            }
            if let directive { checkRequiredArguments(node, directive) }
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Directives-Are-Defined and #sec-Directives-Are-In-Valid-Locations.
    private mutating func checkDirective(_ node: DirectiveNode, _ directive: Int?, _ location: DirectiveLocation) {
        guard let directive else { return report("Unknown directive '@\(name(node.name))'.", node.start) }
        if !schema.directives[directive].locations.contains(location) {
            report("Directive '@\(name(node.name))' may not be used on \(location.words).", node.start)
        }
        for argument in node.arguments.indices.map({ document.arguments[$0] })
        where schema.input(numbered: number(argument.name), in: schema.directives[directive].arguments) == nil {
            report(
                "Unknown argument '\(name(argument.name))' on directive '@\(name(node.name))'.",
                argument.name.start)
        }
    }

    private mutating func checkRequiredArguments(_ node: DirectiveNode, _ directive: Int) {
        for input in schema.inputs[schema.directives[directive].arguments]
        where input.isRequired && !has(input.nameNumber, in: node.arguments) {
            report(
                "Directive '@\(name(node.name))' argument '\(input.name)' of type"
                    + " '\(schema.description(of: input.type))' is required, but it was not provided.", node.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Directives-Are-Unique-Per-Location.
    mutating func checkUniqueDirectives(_ range: IndexRange) {
        guard range.indices.count > 1 else { return }
        marks.removeAll()
        for index in range.indices {
            let node = document.directives[index]
            guard let directive = schema.directive(numbered: number(node.name)),
                !schema.directives[directive].isRepeatable, !marks.insert(node.name.number),
                let first = range.indices.first(where: { document.directives[$0].name.number == node.name.number })
            else { continue }
            report(
                "The directive '@\(name(node.name))' can only be used once at this location.",
                document.directives[first].start, node.start)
        }
    }
}

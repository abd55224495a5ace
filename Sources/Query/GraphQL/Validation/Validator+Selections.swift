/// Selections.
extension Validator {
    /// Walks a selection set on a named type, which may be unknown or a leaf.
    mutating func walk(_ set: SelectionSet, type: Int?) {
        let parent = type.flatMap { schema.types[$0].kind.isComposite ? $0 : nil }
        checkMerging(set, parent)
        var index = Int(set.selections.lower)
        let end = Int(set.selections.upper)
        while index < end {
            let selection = document.selections[index]
            switch selection.kind {
            case .field: walkField(selection, parent)
            case .spread: walkSpread(selection, parent)
            case .inlineFragment: walkInlineFragment(selection, parent, type)
            }
            index = Int(selection.end)
        }
    }

    private mutating func walkField(_ selection: Selection, _ parent: Int?) {
        let number = number(selection.name)
        let field = parent.flatMap { schema.field(numbered: number, of: $0) }
        if let field {
            checkLeaf(selection, schema.fields[field].type)
        } else if let parent {
            report(
                "Cannot query field '\(name(selection.name))' on type '\(schema.types[parent].name)'.",
                selection.start)
        }
        checkUniqueDirectives(selection.directives)
        checkUniqueArguments(selection.arguments)
        let wasDeep = isInDeepIntrospection
        checkIntrospectionDepth(selection, number)
        if !selection.arguments.isEmpty {
            walkArguments(of: selection, field, parent)
        }
        walkDirectives(selection.directives, on: .field, field: field)
        if selection.selectionSet.exists {
            walk(selection.selectionSet, type: field.map { schema.fields[$0].type.index })
        }
        isInDeepIntrospection = wasDeep
        if let field, schema.fields[field].hasRequiredArguments { checkRequiredArguments(selection, field) }
    }

    /// Source: spec.graphql.org/October2021/#sec-Leaf-Field-Selections.
    private mutating func checkLeaf(_ selection: Selection, _ type: TypeUse) {
        let isLeaf = schema.types[type.index].kind.isLeaf
        guard isLeaf == selection.selectionSet.exists else { return }
        let name = name(selection.name)
        let description = schema.description(of: type)
        if isLeaf {
            report(
                "Field '\(name)' must not have a selection since type '\(description)' has no subfields.",
                selection.selectionSet.start)
        } else {
            report(
                "Field '\(name)' of type '\(description)' must have a selection of subfields."
                    + " Did you mean '\(name) { ... }'?", selection.start)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragment-spread-target-defined.
    private mutating func walkSpread(_ selection: Selection, _ parent: Int?) {
        if let fragment = fragment(selection.name) {
            checkSpread(selection, document.fragments[fragment], parent)
        } else {
            report("Unknown fragment '\(name(selection.name))'.", selection.name.start)
        }
        checkUniqueDirectives(selection.directives)
        walkDirectives(selection.directives, on: .fragmentSpread, field: nil)
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragment-spread-is-possible.
    private mutating func checkSpread(_ selection: Selection, _ fragment: FragmentNode, _ parent: Int?) {
        guard let parent, let type = type(fragment.typeCondition), schema.types[type].kind.isComposite,
            !schema.overlap(type, parent)
        else { return }
        report(
            "Fragment '\(name(selection.name))' cannot be spread here as objects of type"
                + " '\(schema.types[parent].name)' can never be of type '\(schema.types[type].name)'.",
            selection.start)
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragments-On-Composite-Types.
    private mutating func walkInlineFragment(_ selection: Selection, _ parent: Int?, _ enclosing: Int?) {
        var narrowed = enclosing
        if selection.name.exists {
            let condition = type(selection.name)
            narrowed = condition.flatMap { schema.types[$0].kind.isOutput ? $0 : nil }
            if let condition, !schema.types[condition].kind.isComposite {
                report(
                    "Fragment cannot condition on non composite type '\(name(selection.name))'.",
                    selection.name.start)
            }
        }
        if let parent, let narrowed, schema.types[narrowed].kind.isComposite, !schema.overlap(narrowed, parent) {
            report(
                "Fragment cannot be spread here as objects of type '\(schema.types[parent].name)' can never be"
                    + " of type '\(schema.types[narrowed].name)'.", selection.start)
        }
        checkUniqueDirectives(selection.directives)
        if selection.name.exists { checkTypeName(selection.name) }
        walkDirectives(selection.directives, on: .inlineFragment, field: nil)
        walk(selection.selectionSet, type: narrowed)
    }
}

/// Comparisons of fields, selection sets and fragments.
extension Validator {
    /// The conflict of two fields of one response name, if they have one.
    mutating func conflict(
        _ name: Int32, _ left: FieldMerging.Entry, _ right: FieldMerging.Entry, exclusive: Bool
    ) -> Conflict? {
        guard merging.enter() else { return nil }
        defer { merging.leave() }
        let exclusive = exclusive || areExclusive(left.parent, right.parent)
        let first = document.selections[Int(left.selection)]
        let second = document.selections[Int(right.selection)]
        if let reason = difference(left, right, exclusive) {
            merging.addConflict()
            return Conflict(responseName: name, reason: reason, left: [first.start], right: [second.start])
        }
        guard first.selectionSet.exists, second.selectionSet.exists else { return nil }
        let conflicts = conflicts(
            fieldMap(first.selectionSet, type(of: left)), fieldMap(second.selectionSet, type(of: right)), exclusive)
        guard !conflicts.isEmpty else { return nil }
        let reasons = conflicts.map { "subfields '\(document.names[$0.responseName])' conflict because \($0.reason)" }
        return Conflict(
            responseName: name, reason: reasons.joined(separator: " and "),
            left: [first.start] + conflicts.flatMap(\.left), right: [second.start] + conflicts.flatMap(\.right))
    }

    /// The named type of a field, if the field is known.
    private func type(of entry: FieldMerging.Entry) -> Int? {
        entry.field < 0 ? nil : schema.fields[Int(entry.field)].type.index
    }

    /// Whether no object is of both types, in this schema and in every extension of it.
    private func areExclusive(_ left: Int32, _ right: Int32) -> Bool {
        left != right && left >= 0 && right >= 0 && schema.types[Int(left)].kind == .object
            && schema.types[Int(right)].kind == .object
    }

    /// Why two fields differ apart from their selections.
    private func difference(_ left: FieldMerging.Entry, _ right: FieldMerging.Entry, _ exclusive: Bool) -> String? {
        if !exclusive {
            let first = document.selections[Int(left.selection)]
            let second = document.selections[Int(right.selection)]
            if first.name.number != second.name.number {
                return "'\(name(first.name))' and '\(name(second.name))' are different fields"
            }
            if !document.sameArguments(first.arguments, second.arguments) { return "they have differing arguments" }
        }
        guard left.field >= 0, right.field >= 0 else { return nil }
        let first = schema.fields[Int(left.field)].type
        let second = schema.fields[Int(right.field)].type
        guard !haveSameShape(first, second) else { return nil }
        return "they return conflicting types '\(schema.description(of: first))' and"
            + " '\(schema.description(of: second))'"
    }

    /// Source: spec.graphql.org/October2021/#SameResponseShape().
    private func haveSameShape(_ left: TypeUse, _ right: TypeUse) -> Bool {
        guard left.wrappers == right.wrappers else { return false }
        return left.type == right.type
            || !(schema.types[left.index].kind.isLeaf || schema.types[right.index].kind.isLeaf)
    }

    /// The conflicts between the selections of two fields.
    private mutating func conflicts(_ left: FieldMap, _ right: FieldMap, _ exclusive: Bool) -> [Conflict] {
        let pair = FieldMerging.Pair(left.identity, right.identity)
        if let known = merging.harmlessPairs[pair], exclusive || !known { return [] }
        var conflicts: [Conflict] = []
        compare(left, right, exclusive, &conflicts)
        for fragment in right.spreads { compare(left, toFragment: fragment, exclusive: exclusive, &conflicts) }
        for fragment in left.spreads { compare(right, toFragment: fragment, exclusive: exclusive, &conflicts) }
        for fragment in left.spreads {
            for other in right.spreads { compareFragments(fragment, other, exclusive: exclusive, &conflicts) }
        }
        if conflicts.isEmpty { merging.harmlessPairs[pair] = exclusive }
        return conflicts
    }

    private mutating func compare(
        _ left: FieldMap, _ right: FieldMap, _ exclusive: Bool, _ conflicts: inout [Conflict]
    ) {
        for name in left.names {
            guard let others = right.entries[name], let entries = left.entries[name] else { continue }
            for entry in entries {
                for other in others where canGoOn(conflicts) && !isRepetition(other, of: entry) {
                    if let conflict = conflict(name, entry, other, exclusive: exclusive) { conflicts.append(conflict) }
                }
            }
        }
    }

    private mutating func fragmentMap(_ name: Int32) -> FieldMap? {
        let index = fragmentOfName[Int(name)]
        guard index >= 0 else { return nil }
        let fragment = document.fragments[Int(index)]
        return fieldMap(fragment.selectionSet, type(fragment.typeCondition))
    }

    /// Compares the fields of a selection set to those of a fragment and of the fragments within it.
    mutating func compare(
        _ map: FieldMap, toFragment name: Int32, exclusive: Bool, _ conflicts: inout [Conflict]
    ) {
        guard let fragment = fragmentMap(name), fragment !== map, merging.enter() else { return }
        defer { merging.leave() }
        compare(map, fragment, exclusive, &conflicts)
        for inner in fragment.spreads where canGoOn(conflicts) {
            if merging.isCompared(inner, name, exclusive: exclusive) { continue }
            compare(map, toFragment: inner, exclusive: exclusive, &conflicts)
        }
    }

    /// Compares two fragments and the fragments within them.
    mutating func compareFragments(_ left: Int32, _ right: Int32, exclusive: Bool, _ conflicts: inout [Conflict]) {
        guard left != right, !merging.isCompared(left, right, exclusive: exclusive), canGoOn(conflicts) else { return }
        guard let first = fragmentMap(left), let second = fragmentMap(right), merging.enter() else { return }
        defer { merging.leave() }
        compare(first, second, exclusive, &conflicts)
        for inner in second.spreads { compareFragments(left, inner, exclusive: exclusive, &conflicts) }
        for inner in first.spreads { compareFragments(inner, right, exclusive: exclusive, &conflicts) }
    }
}

/// Field selection merging. Source: spec.graphql.org/October2021/#FieldsInSetCanMerge().
extension Validator {
    typealias FieldMap = FieldMerging.FieldMap
    typealias Conflict = FieldMerging.Conflict

    /// Reports the conflicts within a selection set and the fragments that it spreads.
    mutating func checkMerging(_ set: SelectionSet, _ parent: Int?) {
        merging.marks.removeAll()
        guard !merging.isExhausted, mayConflict(set) else { return }
        let map = fieldMap(set, parent)
        var conflicts: [Conflict] = []
        compareWithin(map, &conflicts)
        for (index, fragment) in map.spreads.enumerated() {
            compare(map, toFragment: fragment, exclusive: false, &conflicts)
            for other in map.spreads[(index + 1)...] {
                compareFragments(fragment, other, exclusive: false, &conflicts)
            }
        }
        for conflict in conflicts {
            add(
                Violation(
                    message: "Fields '\(document.names[conflict.responseName])' conflict because"
                        + " \(conflict.reason). Use different aliases on the fields to fetch both if this was"
                        + " intentional.", offsets: conflict.left + conflict.right))
        }
    }

    /// Whether a selection set has spreads, or fields of one response name.
    private mutating func mayConflict(_ set: SelectionSet) -> Bool {
        var index = Int(set.selections.lower)
        while index < Int(set.selections.upper) {
            let selection = document.selections[index]
            switch selection.kind {
            case .field: if !merging.marks.insert(selection.responseName) { return true }
            case .spread: return true
            case .inlineFragment: if mayConflict(selection.selectionSet) { return true }
            }
            index = Int(selection.end)
        }
        return false
    }

    /// The fields of a selection set; the parent type of the first call counts.
    mutating func fieldMap(_ set: SelectionSet, _ parent: Int?) -> FieldMap {
        if let map = merging.maps[set.identity] { return map }
        var collection = FieldCollection(validator: self)
        collection.collect(set, parent)
        let map = FieldMap(
            identity: set.identity, names: collection.names, entries: collection.entries, spreads: collection.spreads)
        merging.maps[set.identity] = map
        return map
    }

    private mutating func compareWithin(_ map: FieldMap, _ conflicts: inout [Conflict]) {
        for name in map.names {
            guard let entries = map.entries[name], entries.count > 1 else { continue }
            for (index, entry) in entries.enumerated() {
                for other in entries[(index + 1)...] where canGoOn(conflicts) && !isRepetition(other, of: entry) {
                    if let conflict = conflict(name, entry, other, exclusive: false) { conflicts.append(conflict) }
                }
            }
        }
    }

    /// Whether a field without arguments and selections says what another one says, so that they cannot conflict.
    func isRepetition(_ entry: FieldMerging.Entry, of other: FieldMerging.Entry) -> Bool {
        guard entry.parent == other.parent, entry.field == other.field else { return false }
        let selection = document.selections[Int(entry.selection)]
        let second = document.selections[Int(other.selection)]
        return selection.name.number == second.name.number && selection.arguments.isEmpty && second.arguments.isEmpty
            && !selection.selectionSet.exists && !second.selectionSet.exists
    }

    /// Whether there is room for more conflicts, and for more comparisons.
    func canGoOn(_ conflicts: [Conflict]) -> Bool {
        !merging.isExhausted && !merging.isFull && conflicts.count <= limits.errors
    }
}

/// Collects the fields of a selection set and its inline fragments.
private struct FieldCollection {
    /// From this number on, fields of one response name that only repeat the one before do not count.
    private static let manyFields = 64

    let validator: Validator
    var names: [Int32] = []
    var entries: [Int32: [FieldMerging.Entry]] = [:]
    var spreads: [Int32] = []
    private var seen: Set<Int32> = []

    init(validator: Validator) {
        self.validator = validator
    }

    mutating func collect(_ set: SelectionSet, _ parent: Int?) {
        var index = Int(set.selections.lower)
        while index < Int(set.selections.upper) {
            let selection = validator.document.selections[index]
            switch selection.kind {
            case .field: add(index, selection, parent)
            case .spread: if seen.insert(selection.name.number).inserted { spreads.append(selection.name.number) }
            case .inlineFragment:
                let type = selection.name.exists ? validator.type(selection.name) : parent
                collect(selection.selectionSet, type)
            }
            index = Int(selection.end)
        }
    }

    private mutating func add(_ index: Int, _ selection: Selection, _ parent: Int?) {
        let number = validator.number(selection.name)
        let field = parent.flatMap { number < 0 ? nil : validator.schema.fieldOfName[Schema.key($0, number)] }
        let entry = FieldMerging.Entry(
            selection: Int32(truncatingIfNeeded: index), parent: Int32(truncatingIfNeeded: parent ?? -1),
            field: field ?? -1)
        let others = entries[selection.responseName]
        if others == nil { names.append(selection.responseName) }
        if let others, others.count >= Self.manyFields, let last = others.last, validator.isRepetition(entry, of: last)
        {
            return
        }
        entries[selection.responseName, default: []].append(entry)
    }
}

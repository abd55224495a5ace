/// The limit on the depth of introspection, which is no rule of the specification.
///
/// Lists of `__Type` that nest make an answer grow with a power of the schema's size.
extension Validator {
    /// The most lists within one another, and one.
    private static let maximumLists = 3

    mutating func checkIntrospectionDepth(_ selection: Selection, _ number: Int32) {
        guard number == schema.metaFields.schema.nameNumber || number == schema.metaFields.type.nameNumber,
            !isInDeepIntrospection
        else { return }
        var path: Set<Int> = []
        guard exceeds(selection.selectionSet, lists: 0, levels: 0, &path) else { return }
        report("Maximum introspection depth exceeded", selection.start)
        isInDeepIntrospection = true
    }

    /// Searches for three nested lists; it enters each fragment at most once for each number of lists around it.
    ///
    /// Selections that nest deeper than the limit count as too many lists, so the stack has a bound.
    private mutating func exceeds(_ set: SelectionSet, lists: Int, levels: Int, _ path: inout Set<Int>) -> Bool {
        guard levels <= limits.nesting else { return true }
        var index = Int(set.selections.lower)
        while index < Int(set.selections.upper) {
            let selection = document.selections[index]
            index = Int(selection.end)
            switch selection.kind {
            case .spread:
                if exceeds(spread: selection, lists: lists, levels: levels, &path) { return true }
            case .inlineFragment:
                if exceeds(selection.selectionSet, lists: lists, levels: levels + 1, &path) { return true }
            case .field:
                let lists = schema.metaFields.listNames.contains(number(selection.name)) ? lists + 1 : lists
                if lists >= Self.maximumLists { return true }
                if exceeds(selection.selectionSet, lists: lists, levels: levels + 1, &path) { return true }
            }
        }
        return false
    }

    private mutating func exceeds(spread: Selection, lists: Int, levels: Int, _ path: inout Set<Int>) -> Bool {
        guard let fragment = fragment(spread.name) else { return false }
        let step = IntrospectionStep(fragment: fragment, lists: lists)
        guard !harmlessSteps.contains(step), path.insert(fragment).inserted else { return false }
        defer { path.remove(fragment) }
        if exceeds(document.fragments[fragment].selectionSet, lists: lists, levels: levels + 1, &path) { return true }
        harmlessSteps.insert(step)
        return false
    }
}

/// A fragment within a number of lists of introspection.
struct IntrospectionStep: Hashable {
    var fragment: Int
    var lists: Int
}

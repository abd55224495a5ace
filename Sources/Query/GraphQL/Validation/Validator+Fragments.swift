/// Rules over the graph of fragments; none of them recurs along it.
extension Validator {
    /// The spreads within a selection set, nested sets last to first.
    func spreads(in set: SelectionSet) -> [Int] {
        var spreads: [Int] = []
        var pending = [set]
        while let next = pending.popLast() {
            var index = Int(next.selections.lower)
            while index < Int(next.selections.upper) {
                let selection = document.selections[index]
                if selection.kind == .spread { spreads.append(index) }
                if selection.selectionSet.exists { pending.append(selection.selectionSet) }
                index = Int(selection.end)
            }
        }
        return spreads
    }

    /// Reports each cycle that a fragment begins. Each fragment is searched once.
    ///
    /// Source: spec.graphql.org/October2021/#sec-Fragment-spreads-must-not-form-cycles.
    mutating func findCycles(from index: Int) {
        guard visitedFragments.insert(document.fragments[index].name.number) else { return }
        var path: [Int] = []
        var stack = [CycleSearch(fragment: index, spreads: spreads(in: document.fragments[index].selectionSet))]
        var depthOfName = [document.fragments[index].name.number: 0]
        while let search = stack.last {
            guard search.next < search.spreads.count else {
                depthOfName[document.fragments[search.fragment].name.number] = nil
                stack.removeLast()
                path = path.dropLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let spread = search.spreads[search.next]
            let name = document.selections[spread].name
            if let depth = depthOfName[name.number] {
                reportCycle(Array(path[depth...]) + [spread])
            } else if let fragment = fragment(name), visitedFragments.insert(name.number) {
                depthOfName[name.number] = stack.count
                path.append(spread)
                let spreads = spreads(in: document.fragments[fragment].selectionSet)
                stack.append(CycleSearch(fragment: fragment, spreads: spreads))
            }
        }
    }

    private mutating func reportCycle(_ spreads: [Int]) {
        let names = spreads.map { name(document.selections[$0].name) }
        let via = names.dropLast().map { "'\($0)'" }.joined(separator: ", ")
        add(
            Violation(
                message: "Cannot spread fragment '\(names.last ?? "")' within itself"
                    + (via.isEmpty ? "." : " via \(via)."),
                offsets: spreads.map { document.selections[$0].start }))
    }

    /// Source: spec.graphql.org/October2021/#sec-Fragments-Must-Be-Used.
    mutating func checkFragmentUse() {
        guard !document.fragments.isEmpty else { return }
        marks.removeAll()
        for operation in document.operations {
            for fragment in reachable(from: operation) { _ = marks.insert(document.fragments[fragment].name.number) }
        }
        for fragment in document.fragments where !marks.contains(fragment.name.number) {
            report("Fragment '\(name(fragment.name))' is never used.", fragment.start)
        }
    }

    /// The fragments that an operation uses, directly or through others.
    func reachable(from operation: OperationNode) -> [Int] {
        guard !document.fragments.isEmpty else { return [] }
        var fragments: [Int] = []
        var seen: Set<Int> = []
        var pending = [operation.selectionSet]
        while let set = pending.popLast() {
            for spread in spreads(in: set) {
                guard let fragment = fragment(document.selections[spread].name), seen.insert(fragment).inserted else {
                    continue
                }
                fragments.append(fragment)
                pending.append(document.fragments[fragment].selectionSet)
            }
        }
        return fragments
    }
}

/// The state of the search in one fragment.
private struct CycleSearch {
    var fragment: Int
    var spreads: [Int]
    var next = 0
}

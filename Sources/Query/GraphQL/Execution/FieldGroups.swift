/// The selections of an object by response name, in order.
struct FieldGroups {
    /// The selections of one response name.
    struct Group {
        var first: Selection
        /// The selections after the first, which have the same field and the same arguments.
        var others: [Selection] = []

        /// The selection sets to merge.
        var selectionSets: [SelectionSet] {
            guard !others.isEmpty else { return first.selectionSet.exists ? [first.selectionSet] : [] }
            return ([first] + others).map(\.selectionSet).filter(\.exists)
        }
    }

    /// Up to this number of groups a search is faster than a dictionary.
    private static let fewGroups = 16

    private(set) var groups: [Group] = []
    private var indices: [Int32: Int] = [:]

    mutating func add(_ selection: Selection) {
        if let index = index(of: selection.responseName) {
            groups[index].others.append(selection)
            return
        }
        groups.append(Group(first: selection))
        if groups.count > Self.fewGroups { index(from: indices.isEmpty ? 0 : groups.count - 1) }
    }

    private func index(of name: Int32) -> Int? {
        groups.count > Self.fewGroups ? indices[name] : groups.firstIndex { $0.first.responseName == name }
    }

    private mutating func index(from start: Int) {
        for index in start..<groups.count { indices[groups[index].first.responseName] = index }
    }
}

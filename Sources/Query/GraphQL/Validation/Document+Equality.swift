/// Whether arguments are the same in two places of a document.
extension Document {
    func sameArguments(_ left: IndexRange, _ right: IndexRange) -> Bool {
        guard left.indices.count == right.indices.count else { return false }
        for index in left.indices {
            let argument = arguments[index]
            guard let other = right.indices.last(where: { arguments[$0].name.number == argument.name.number }),
                sameValue(Int(argument.value), Int(arguments[other].value))
            else { return false }
        }
        return true
    }

    /// Whether two literals are the same but for the order of the fields of objects.
    private func sameValue(_ left: Int, _ right: Int) -> Bool {
        let first = values[left]
        let second = values[right]
        guard first.kind == second.kind else { return false }
        switch first.kind {
        case .null: return true
        case .variable, .enumeration: return first.name.number == second.name.number
        case .boolean: return boolean(first) == boolean(second)
        case .int, .float: return text(first.start, first.tokenEnd) == text(second.start, second.tokenEnd)
        case .string, .blockString: return string(first).hasBytes(of: string(second))
        case .list: return sameValues(children(of: left), children(of: right))
        case .object: return sameValues(sortedFields(left), sortedFields(right))
        case .objectField:
            return first.name.number == second.name.number && sameValue(left + 1, right + 1)
        }
    }

    private func sameValues(_ left: [Int], _ right: [Int]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { sameValue($0, $1) }
    }

    private func sortedFields(_ object: Int) -> [Int] {
        children(of: object).sorted { (values[$0].name.number, $0) < (values[$1].name.number, $1) }
    }
}

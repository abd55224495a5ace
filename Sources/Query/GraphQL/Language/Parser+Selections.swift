/// Selection sets. Source: spec.graphql.org/October2021/#sec-Selection-Sets.
extension Parser {
    mutating func selectionSet() throws(GraphQLError) -> SelectionSet {
        let start = token.offset
        try expect(.braceLeft)
        try enter()
        let first = document.selections.nextIndex
        repeat {
            if token.kind == .spread { try fragmentSelection() } else { try field() }
        } while try !take(.braceRight)
        leave()
        return SelectionSet(
            start: start, selections: IndexRange(lower: first, upper: document.selections.nextIndex))
    }

    /// Source: spec.graphql.org/October2021/#sec-Language.Fields.
    private mutating func field() throws(GraphQLError) {
        let alias = try name()
        let name = try take(.colon) ? try name() : alias
        let index = begin(
            Selection(kind: .field, start: alias.start, name: name, responseName: alias.number, end: 0))
        if token.kind == .parenLeft {
            document.selections[index].arguments = try arguments(isConstant: false)
        }
        if token.kind == .at {
            document.selections[index].directives = try directives(isConstant: false)
        }
        if token.kind == .braceLeft {
            document.selections[index].selectionSet = try selectionSet()
        }
        document.selections[index].end = document.selections.nextIndex
    }

    /// A spread or an inline fragment. Source: spec.graphql.org/October2021/#sec-Language.Fragments.
    private mutating func fragmentSelection() throws(GraphQLError) {
        let start = token.offset
        try expect(.spread)
        let hasTypeCondition = try takeKeyword("on")
        if !hasTypeCondition, token.kind == .name {
            let name = try name()
            let index = begin(Selection(kind: .spread, start: start, name: name, responseName: -1, end: 0))
            document.selections[index].directives = try directives(isConstant: false)
            document.selections[index].end = document.selections.nextIndex
            return
        }
        let typeCondition = hasTypeCondition ? try name() : .none
        let index = begin(
            Selection(kind: .inlineFragment, start: start, name: typeCondition, responseName: -1, end: 0))
        document.selections[index].directives = try directives(isConstant: false)
        document.selections[index].selectionSet = try selectionSet()
        document.selections[index].end = document.selections.nextIndex
    }

    private mutating func begin(_ selection: Selection) -> Int {
        document.selections.append(selection)
        return document.selections.count - 1
    }

    /// Source: spec.graphql.org/October2021/#sec-Language.Arguments.
    mutating func arguments(isConstant: Bool) throws(GraphQLError) -> IndexRange {
        guard try take(.parenLeft) else { return .empty }
        let first = document.arguments.nextIndex
        repeat {
            let name = try name()
            try expect(.colon)
            document.arguments.append(ArgumentNode(name: name, value: try value(isConstant: isConstant)))
        } while try !take(.parenRight)
        return IndexRange(lower: first, upper: document.arguments.nextIndex)
    }

    /// Source: spec.graphql.org/October2021/#sec-Language.Directives.
    mutating func directives(isConstant: Bool) throws(GraphQLError) -> IndexRange {
        let first = document.directives.nextIndex
        while token.kind == .at {
            let start = token.offset
            try advance()
            let name = try name()
            let arguments = try arguments(isConstant: isConstant)
            document.directives.append(DirectiveNode(start: start, name: name, arguments: arguments))
        }
        return IndexRange(lower: first, upper: document.directives.nextIndex)
    }
}

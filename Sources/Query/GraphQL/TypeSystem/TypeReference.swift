/// A reference to a type as a schema writes it: `"[Token!]!"`.
///
/// `Schema` checks the text. Source: spec.graphql.org/October2021/#sec-Wrapping-Types.
package struct TypeReference: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The type as text.
    package var text: String

    /// A reference of this text.
    package init(_ text: String) { self.text = text }
    /// A reference of this text.
    package init(stringLiteral text: String) { self.text = text }

    /// The name and the wrappers, or nil if the text is not a type.
    func parsed() -> (name: String, wrappers: TypeWrappers)? {
        var rest = Substring(text)
        var suffix: [Character] = []
        var lists = 0
        while rest.first == "[" {
            rest.removeFirst()
            lists += 1
        }
        while let last = rest.last, last == "]" || last == "!" {
            suffix.append(rest.removeLast())
        }
        guard lists <= TypeWrappers.maximumLists, rest.isGraphQLName else { return nil }
        var wrappers = TypeWrappers()
        for character in suffix.reversed() {
            if character == "]" {
                lists -= 1
                wrappers.wrapInList()
            } else {
                if wrappers.isNonNull { return nil }
                wrappers.wrapInNonNull()
            }
        }
        return lists == 0 ? (String(rest), wrappers) : nil
    }
}

extension StringProtocol {
    /// Whether the text is a name. Source: spec.graphql.org/October2021/#Name.
    var isGraphQLName: Bool {
        guard let first = utf8.first, first.isNameStart else { return false }
        return utf8.allSatisfy(\.isNameContinue)
    }
}

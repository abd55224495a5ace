import DeadLetters
import DisplayText

extension LetterBody.JSONValue {
    /// A value that is neither a list nor an object.
    typealias Leaf = (place: String, value: String)

    /// The most bytes of a name within a place: the body may consist of one.
    private static let mostNameBytes = 100

    /// The first values with their places, such as `start.position.line`.
    func leaves(_ most: Int) -> [Leaf] {
        var leaves: [Leaf] = []
        collect(at: nil, most, into: &leaves)
        return leaves
    }

    private func collect(at place: String?, _ most: Int, into leaves: inout [Leaf]) {
        guard leaves.count < most else { return }
        let inner = { (name: String) in place.map { "\($0).\(name)" } ?? name }
        switch self {
        case .list(let list) where !list.isEmpty:
            for (number, value) in list.enumerated() { value.collect(at: inner("\(number)"), most, into: &leaves) }
        case .object(let object) where !object.isEmpty:
            for (name, value) in object.sorted(by: { $0.key < $1.key }) {
                value.collect(at: inner(name.cut(toBytes: Self.mostNameBytes)), most, into: &leaves)
            }
        default: leaves.append((place: place ?? "", value: shown))
        }
    }

    private var shown: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .number(let number): "\(number)"
        case .text(let text): text
        case .list: "[]"
        case .object: "{}"
        }
    }
}

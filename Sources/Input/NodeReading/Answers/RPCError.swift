internal import Foundation

/// An error that a node answers: its code, and its words.
struct RPCError: Sendable, Hashable {
    let code: Int?
    /// The message, and the texts of `data`.
    let text: String

    init(code: Int?, text: String) {
        self.code = code
        self.text = text
    }

    /// Reads the member `error`.
    init(json: [UInt8]) {
        let value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
        guard let object = value as? [String: Any] else {
            self.init(code: nil, text: String(decoding: json.prefix(Self.longest), as: UTF8.self))
            return
        }
        let message = object["message"] as? String ?? ""
        let data = object["data"].map { Self.words(of: $0) } ?? ""
        self.init(
            code: object["code"] as? Int,
            text: String((data.isEmpty ? message : "\(message) \(data)").prefix(Self.longest)))
    }

    /// The longest text that is kept.
    private static let longest = 2000

    private static func words(of data: Any) -> String {
        switch data {
        case let text as String: text
        case let list as [Any]: list.map { words(of: $0) }.joined(separator: " ")
        case let object as [String: Any]:
            object.sorted { $0.key < $1.key }.map { "\($0.key): \(words(of: $0.value))" }.joined(separator: " ")
        default: "\(data)"
        }
    }
}

/// A document as tags and texts, by the rules of the HTML Standard for what the console writes: no comments, scripts or raw texts.
struct Tokens {
    /// Each tag with the names of its attributes, and the values of those that no text of elsewhere reaches.
    private(set) var tags: [String] = []
    /// The texts between the tags, with their references resolved.
    private(set) var texts: [String] = []
    /// The values of all attributes.
    private(set) var values: [String] = []
    private(set) var faults: [String] = []

    private static let fixed: Set<String> = [
        "class", "role", "type", "name", "id", "method", "action", "scope", "src", "rel",
    ]

    init(_ bytes: [UInt8]) {
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "<") {
                place = readTag(bytes, from: place + 1)
            } else {
                let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
                texts.append(Self.resolved(bytes[place..<end]))
                if bytes[place..<end].contains(UInt8(ascii: ">")) { faults.append("a bracket in a text") }
                place = end
            }
        }
    }

    private mutating func readTag(_ bytes: [UInt8], from start: Int) -> Int {
        var place = start
        func isName(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!")
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        while place < bytes.count, isName(bytes[place]) { place += 1 }
        var tag = String(decoding: bytes[start..<place], as: UTF8.self)
        while place < bytes.count, bytes[place] == UInt8(ascii: " ") {
            place += 1
            let nameStart = place
            while place < bytes.count, isName(bytes[place]) { place += 1 }
            let name = String(decoding: bytes[nameStart..<place], as: UTF8.self)
            tag += " " + name
            guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { continue }
            guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\"") else {
                faults.append("a value without quotes in \(tag)")
                break
            }
            let end = bytes[(place + 2)...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.count
            let raw = bytes[min(place + 2, end)..<end]
            if raw.contains(where: { "<>'".utf8.contains($0) }) {
                faults.append("a sign of markup in a value of \(tag)")
            }
            values.append(Self.resolved(raw))
            if Self.fixed.contains(name) { tag += "=" + Self.resolved(raw) }
            place = min(end + 1, bytes.count)
        }
        if place >= bytes.count || bytes[place] != UInt8(ascii: ">") { faults.append("the tag \(tag) does not end") }
        tags.append(tag)
        return place + 1
    }

    private static let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].map
    {
        (reference: Array($0.0.utf8), sign: UInt8($0.1.utf8.first ?? 0))
    }

    /// By bytes: a mark that joins a sign changes nothing.
    private static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var out: [UInt8] = []
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let found =
                bytes[place] == UInt8(ascii: "&")
                ? references.first { bytes[place...].starts(with: $0.reference) } : nil
            out.append(found?.sign ?? bytes[place])
            place += found?.reference.count ?? 1
        }
        return String(decoding: out, as: UTF8.self)
    }
}

import DisplayText
import HTMLText
import Testing

@testable import ConsolePages

/// Texts of elsewhere are texts on every page, whatever they hold.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
    /// The elements that pages consist of.
    private static let elements: Set<String> = [
        "!DOCTYPE", "html", "head", "meta", "title", "link", "script", "body", "a", "header", "span", "nav", "ul", "li",
        "ol", "b", "main", "h1", "h2", "h3", "p", "strong", "bdi", "button", "code", "div", "table", "caption", "thead",
        "tbody", "tr", "th", "td", "time", "dl", "dt", "dd", "form", "input", "label", "progress", "select", "option",
        "figure", "figcaption", "svg", "rect", "path",
    ]

    private static let batch = 200

    @Test(arguments: 0..<10) func noTextChangesAPage(_ part: Int) {
        let texts = HostileTexts.made(10_000)[(part * 1000)..<((part + 1) * 1000)]
        for start in stride(from: texts.startIndex, to: texts.endIndex, by: Self.batch) {
            compare(Array(texts[start..<start + Self.batch]), from: start)
        }
    }

    @Test func knownTextsChangeNoPage() {
        let known = HostileTexts.known.enumerated().map { "h\($0)e\($1)" }
        compare(known, from: 0)
    }

    @Test func longTextsAreCutAndStayTexts() {
        let long = HostileTexts.known.enumerated().map { number, text in
            "h\(number)e" + String(repeating: text, count: 1 + 5_000 / text.utf8.count)
        }
        for (name, html) in HostilePages(texts: long).all {
            #expect(Tokens(html.bytes).faults.isEmpty, "\(name)")
            #expect(html.bytes.count < 2 << 20, "\(name) has \(html.bytes.count) bytes")
        }
    }

    /// Compares pages with those that have harmless texts in the same places.
    private func compare(_ texts: [String], from start: Int) {
        let harmless = HostilePages(texts: HostileTexts.harmless(texts.count, from: start)).all
        let variants = Variants(texts, from: start)
        for (page, (name, html)) in zip(harmless, HostilePages(texts: texts).all) {
            let (expected, found) = (Tokens(page.html.bytes), Tokens(html.bytes))
            var faults = found.faults
            if found.tags != expected.tags { faults.append("the skeleton differs") }
            if !found.tags.allSatisfy({ Self.isAllowed($0) }) { faults.append("a tag is not allowed") }
            for text in found.values + found.texts
            where text.unicodeScalars.contains(where: { $0.isObeyed && $0 != "\n" }) {
                faults.append("a terminal would obey \(text)")
            }
            if found.texts.count != expected.texts.count { faults.append("there are other texts") }
            for (text, plain) in zip(found.texts, expected.texts) where !variants.isText(text, in: plain) {
                faults.append("\(text) for \(plain)")
            }
            if name.hasSuffix("event"), html.bytes.contains(where: { $0 == 10 || $0 == 13 }) {
                faults.append("an event of two lines")
            }
            if !faults.isEmpty {
                Issue.record("\(name): \(faults.count) faults, the first is \(faults[0].prefix(400))")
            }
        }
    }

    private static func isAllowed(_ tag: String) -> Bool {
        let words = tag.split(separator: " ")
        guard let name = words.first else { return false }
        let element = name.hasPrefix("/") ? name.dropFirst() : name
        return elements.contains(String(element)) && !words.dropFirst().contains { $0.hasPrefix("on") }
    }
}

/// The ways in which pages show texts.
private struct Variants {
    private let first: Int
    /// As it is, as a word for a shell, as the last part of a path, as a path, and cut.
    private let all: [[String]]

    init(_ texts: [String], from first: Int) {
        self.first = first
        all = [
            texts.map(\.printable), texts.map(\.shellQuoted.printable),
            texts.map { String($0.split(separator: "/").last ?? "").printable }, texts.map { "/\($0)".printable },
            texts.map { $0.cut(toBytes: 40).printable },
        ]
    }

    /// Whether a text is the plain one with the hostile texts in the places of the harmless ones, each once for each.
    func isText(_ text: String, in plain: String) -> Bool {
        if plain.utf8.elementsEqual(text.utf8) { return true }
        let found = Self.withoutIDs(Array(text.utf8))
        // A command that names many files is cut.
        if text.hasPrefix("etl inspect "), text.hasSuffix("…") { return true }
        return all.contains { Self.withoutIDs(filled(Array(plain.utf8), $0)) == found }
    }

    private func filled(_ plain: [UInt8], _ texts: [String]) -> [UInt8] {
        var out: [UInt8] = []
        var place = 0
        while place < plain.count {
            let end = plain[(place + 1)...].firstIndex { !(48...57).contains($0) } ?? plain.count
            if plain[place] == UInt8(ascii: "h"), end > place + 1, end < plain.count, plain[end] == UInt8(ascii: "e"),
                let number = Int(String(decoding: plain[(place + 1)..<end], as: UTF8.self)),
                texts.indices.contains(number - first)
            {
                out += texts[number - first].utf8
                place = end + 1
            } else {
                out.append(plain[place])
                place += 1
            }
        }
        return out
    }

    /// The ids of letters depend on their texts.
    private static func withoutIDs(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var digits = 0
        for byte in bytes {
            digits = (48...57).contains(byte) || (97...102).contains(byte) ? digits + 1 : 0
            out.append(byte)
            if digits == 16 { out.replaceSubrange((out.count - 16)..., with: [UInt8(ascii: "#")]) }
        }
        return out
    }
}

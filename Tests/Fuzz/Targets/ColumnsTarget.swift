import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import Submission
import TestData

/// The names in a header: those of columns, of other columns, twice, nearly right, and renamed.
struct ColumnsTarget: FuzzTarget {
    static let name = "columns"
    static let summary = "headers of CSV, with columns that are missing, doubled or renamed"
    static let inputsInTests = 1500

    private static let columns = RecordKind.allCases.flatMap(\.schema.columns)
    private static let names =
        columns.flatMap(\.headerNames) + [
            "tx", "hash", "from", "to", "amount", "contract", "adress", "x", "erc20", "value_hex",
        ]
    private static let marks = ["", "", "", "", " ", "\t", "\"", "'", "\u{FEFF}", "\u{A0}", "`"]
    private let path: String
    private let mutator = Mutator(words: HandMade.csvWords + names.map { Array($0.utf8) }, limit: 4000)
    // The folder is deleted with the corpus.
    private let corpus: Corpus

    init(_ corpus: Corpus) {
        self.corpus = corpus
        path = corpus.folder + "/columns.csv"
    }

    /// The renames in the first line, and the header in the others.
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let kind = RecordKind.allCases.randomElement(using: &random) ?? .tokens
        var names = kind.schema.columns.map { $0.headerNames.randomElement(using: &random) ?? "" }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let name = Self.names.randomElement(using: &random) ?? ""
            let place = Int.random(in: 0..<names.count, using: &random)
            if Bool.random(using: &random) { names[place] = name } else { names.insert(name, at: place) }
        }
        if Bool.random(using: &random) { names.shuffle(using: &random) }
        let renames = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            let column = Self.columns.randomElement(using: &random)?.name ?? ""
            return "\(names.randomElement(using: &random) ?? "")=\(column)"
        }
        let delimiter = [",", ",", ";", "\t"].randomElement(using: &random) ?? ","
        let header = names.map { Self.written($0, &random) }.joined(separator: delimiter)
        let seed = Array((renames.joined(separator: " ") + "\n" + header + "\n").utf8)
        // Of some, nothing is changed: to find what is there matters as much.
        return Bool.random(using: &random) ? seed : mutator.mutate(seed, with: seed, &random)
    }

    private static func written(_ name: String, _ random: inout SeededGenerator) -> String {
        let mark = marks.randomElement(using: &random) ?? ""
        let name = Int.random(in: 0..<4, using: &random) == 0 ? name.uppercased() : name
        return mark == "\"" ? "\"\(name)\"" : mark + name + mark
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let end = input.firstIndex(of: 0x0A) ?? input.endIndex
        let renames = Self.renames(String(decoding: input[..<end], as: UTF8.self))
        let header = Array(input[end...].dropFirst())
        guard let inspection = try inspect(header, renames), inspection.format == .csv else { return false }
        for kind in RecordKind.allCases { try checkColumns(inspection.names, renames, kind) }
        try checkSuggestion(inspection, renames)
        if !inspection.kinds.isEmpty { try checkRepetition(header, inspection, renames) }
        return !inspection.names.isEmpty
    }

    /// The renames of a line, each field and each column once.
    private static func renames(_ line: String) -> [ColumnRename] {
        var renames: [ColumnRename] = []
        for rename in line.split(separator: " ").compactMap({ ColumnRename(String($0)) })
        where !renames.contains(where: { $0.isOf(rename.name) || $0.column == rename.column }) {
            renames.append(rename)
        }
        return renames
    }

    private func inspect(_ text: [UInt8], _ renames: [ColumnRename]) throws -> SourceInspection? {
        try Data(text).write(to: URL(fileURLWithPath: path))
        do throws(SourceError) {
            return try SourceInspection(path: path, naming: ColumnNaming(renames: renames))
        } catch {
            try expect(!error.mayPass, "\(error) is blamed on the system")
            return nil
        }
    }
}

extension ColumnsTarget {
    /// Compares the columns that are found with those of a plain reading.
    private func checkColumns(_ names: [String], _ renames: [ColumnRename], _ kind: RecordKind) throws(Finding) {
        let plain = names.map { name in
            let name = Self.plain(name)
            return renames.first { Self.plain($0.name) == name }?.column ?? name
        }
        let columns = kind.schema.columns
        let places = columns.map { column in plain.indices.filter { column.headerNames.contains(plain[$0]) } }
        let isThere = { (name: String) in zip(columns, places).contains { $0.name == name && !$1.isEmpty } }
        let isWhole =
            zip(columns, places).allSatisfy { !$0.isRequired || !$1.isEmpty }
            && (kind.schema.needsOneOf.isEmpty || kind.schema.needsOneOf.contains(where: isThere))
        let map = try? ColumnMap(names, renames: renames, for: kind)
        try expect(
            (map != nil) == (isWhole && places.allSatisfy { $0.count < 2 }), "a header fits \(kind.name) otherwise")
        if let map { try expect(map.positions == places.map { $0.first ?? -1 }, "columns are found elsewhere") }
    }

    /// A name without letter case and what is around it.
    private static func plain(_ name: String) -> String {
        var scalars = Array(name.unicodeScalars)
        let around: [Unicode.Scalar] = [" ", "\t", "\r", "\n", "\u{A0}", "\u{FEFF}", "\"", "'", "`"]
        while let first = scalars.first, around.contains(first) { scalars.removeFirst() }
        while let last = scalars.last, around.contains(last) { scalars.removeLast() }
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            text.append(scalar.isASCII ? Unicode.Scalar(UInt8(tolower(Int32(scalar.value)))) : scalar)
        }
        return String(text)
    }

    /// Whoever follows the advice has a source, or learns of the next fault; he is not sent round in circles.
    private func checkSuggestion(_ inspection: SourceInspection, _ renames: [ColumnRename]) throws {
        do throws(UnfitHeader) {
            _ = try inspection.recordKinds(asked: nil, renames: renames)
        } catch {
            guard case .rename(let more, let kind)? = error.advice else { return }
            try expect(!more.isEmpty, "no rename is advised")
            let all = renames + more
            guard let next = try inspectAgain(all) else { throw Finding("advice makes a file unreadable") }
            do throws(UnfitHeader) {
                _ = try next.recordKinds(asked: kind, renames: all)
            } catch {
                try expect(error.advice == nil, "the advice leads to other advice: \(error)")
            }
        }
    }

    private func inspectAgain(_ renames: [ColumnRename]) throws -> SourceInspection? {
        try inspect(Array(try Data(contentsOf: URL(fileURLWithPath: path))), renames)
    }

    /// Appends the header, written otherwise, and a record that has as many fields.
    private func checkRepetition(_ text: [UInt8], _ inspection: SourceInspection, _ renames: [ColumnRename]) throws {
        let ends = [inspection.names.first, inspection.names.last].map { Self.plain($0 ?? "").first }
        // A line is no header whose first or last field may be a value.
        guard ends.allSatisfy({ $0?.isLetter == true }) else { return }
        let source = inspection.description(for: inspection.kinds.first)
        let names = inspection.names.map { "\" \($0.uppercased().replacing("\"", with: "\"\""))\t\"" }
        let line = names.joined(separator: source.delimiterText)
        guard names.allSatisfy({ Self.isASCII($0) }) else { return }
        guard let whole = try inspect(text + Array("\n\(line)\n".utf8), renames) else { return }
        let read = try ReadSource(path, whole.description(for: whole.kinds.first), recordsPerBatch: 10, pieceSize: 1000)
        let before = try inspect(text, renames).map { inspection in
            try ReadSource(
                path, inspection.description(for: inspection.kinds.first), recordsPerBatch: 10, pieceSize: 1000)
        }
        guard let before, before.error == nil else { return }
        try expect(read.error == nil, "the header written otherwise is another: \(read.failure ?? "")")
        try expect(read.records.count == before.records.count, "the header written otherwise is a record")
    }

    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
}

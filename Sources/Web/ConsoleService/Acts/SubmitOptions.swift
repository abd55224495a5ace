import ConsolePages
import DisplayText
import ETLModels
import SourceDescriptions
import Submission

/// What somebody wants to submit, and how: the options of `etl submit` that a form has.
struct SubmitOptions: Sendable {
    /// Absolute paths, and links with their secrets.
    let files: [String]
    let kind: RecordKind?
    /// The columns of files without a header; nil if they have one.
    private let columns: [String]?
    let replaces: Bool
    let again: Bool

    /// The most bytes of a line: more than a path can have.
    fileprivate static let mostBytes = 4096

    /// - Throws: ``SubmitFailure``.
    init(_ fields: FormFields) throws(SubmitFailure) {
        var files: [String] = []
        for line in (fields["files"] ?? "").split(whereSeparator: \.isNewline) {
            let file = Self.trimmed(line)
            guard !file.isEmpty, !files.contains(file) else { continue }
            guard file.utf8.count <= Self.mostBytes, !file.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }),
                SourceFiles.isURL(file) || file.hasPrefix("/")
            else { throw .notAPlace(files.count + 1) }
            files.append(file)
        }
        guard !files.isEmpty else { throw .nothing }
        guard files.count <= SubmitPage.mostFiles else { throw .tooMany(files.count) }
        self.files = files
        kind = fields["kind"].flatMap { RecordKind(name: $0) }
        let names = fields["columns"]?.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
        guard names.map({ !$0.contains("") && Set($0).count == $0.count }) ?? true else { throw .columns }
        columns = names
        replaces = fields["replace"] == "yes"
        again = fields["again"] == "yes"
    }

    var naming: ColumnNaming { ColumnNaming(columns: columns) }

    /// The arguments of the command that does the same.
    ///
    /// - Parameter names: the files without the secrets of links.
    func shown(_ names: [String]) -> String {
        let options =
            (kind.map { " --kind \($0.name)" } ?? "")
            + (columns.map { " --columns \($0.joined(separator: ",").shellQuoted)" } ?? "")
            + (replaces ? " --on-conflict replace" : "") + (again ? " --again" : "")
        return (names.map(\.shellQuoted).joined(separator: " ") + options).cut(toBytes: 4000)
    }

    private static func trimmed(_ text: Substring) -> String {
        let end = text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
        return String(end.reversed())
    }
}

/// Why files are not looked at.
enum SubmitFailure: Error, CustomStringConvertible {
    case nothing
    case tooMany(Int)
    /// The number of the line.
    case notAPlace(Int)
    case columns
    /// The login only looks.
    case mayNot

    var description: String {
        switch self {
        case .nothing: "Name at least one file."
        case .tooMany(let count):
            "These are \(count) files, and at most \(SubmitPage.mostFiles) are looked at together. The command line takes any number."
        case .notAPlace(let line):
            "Line \(line) is neither an absolute path nor a link, of at most \(SubmitOptions.mostBytes) bytes."
        case .mayNot: PageFailure.mayNotSubmit
        case .columns: "Name each column once, separated by commas: address,symbol,name."
        }
    }
}

import ArgumentParser
import DeadLetters
import ETLModels

/// Options for the content of all files.
struct ContentOptions: ParsableArguments {
    @Option(help: "The kind of all files: \(RecordKind.choice).")
    var kind: String?

    @Option(help: "The columns of CSV files without a header, separated by commas.")
    var columns: String?

    func validate() throws {
        try RecordKind.validate(kind)
        if let names = columnNames, names.contains("") || Set(names).count < names.count {
            throw ValidationError("--columns must name each column once: address,symbol,name")
        }
    }

    /// The column names of files without a header.
    var columnNames: [String]? {
        columns?.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    var recordKind: RecordKind? { kind.flatMap { RecordKind(name: $0) } }
}

import GraphQL
import TableIndexes
import TokenGraph

/// Measures the steps from a document to SQL. The document is read from standard input, and has a variable `token`.
enum Bench {
    static func run() throws {
        let schema = try TokenSchema.schema()
        var bytes: [UInt8] = []
        while let line = readLine(strippingNewline: false) { bytes += line.utf8 }
        let parsed = try Document.parse(bytes)
        report("parse", try best { _ = try Document.parse(bytes) })
        report("validate", try best { _ = schema.validate(parsed) })
        let operation = try parsed.operation(named: nil)
        let values = try JSONParser.value(Array(#"{"token": "0x\#(String(repeating: "aB", count: 20))"}"#.utf8))
        let variables = try schema.variables(values, of: operation)
        report("variables", try best { _ = try schema.variables(values, of: operation) })
        report("fields", try best { _ = try schema.fields(of: operation, variables: variables) })
        let selection = try schema.fields(of: operation, variables: variables)
        let indexes = Set(TableIndex.allCases)
        report("plan", try best { _ = try Plan(selection, of: operation, indexes: indexes) })
        report("parse and validate", try best { _ = schema.validate(try Document.parse(bytes)) })
    }

    private static func report(_ name: String, _ microseconds: Double) {
        print("\(name): \(Int(microseconds * 1000)) ns")
    }

    /// The best mean of several runs, in microseconds.
    private static func best(_ work: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<20 {
            let start = clock.now
            for _ in 0..<500 { try work() }
            let elapsed = (clock.now - start).components
            best = min(best, Double(elapsed.attoseconds) / 1e12 / 500 + Double(elapsed.seconds) * 1e6 / 500)
        }
        return best
    }
}

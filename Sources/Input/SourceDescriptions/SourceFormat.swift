/// The registry of formats. A new format adds a case here; its raw value is the code in `SourceLayout.format`.
///
/// Public, unlike the rest of the module: `Formats` inlines its choice of a splitter into other modules.
public enum SourceFormat: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// Values separated by commas, semicolons or tabs.
    case csv = 1
    /// A JSON object on each line.
    case ndjson = 2
    /// JSON objects of several item types, as in ethereum-etl's streams.
    case stream = 3
    /// The CSV of cryo.
    case cryo = 4
    /// An array of JSON objects.
    case array = 5
    /// Rows of columns, in groups.
    case parquet = 6

    /// The format's name for output.
    public var name: String {
        switch self {
        case .csv: "csv"
        case .ndjson: "ndjson"
        case .stream: "ndjson stream"
        case .cryo: "cryo csv"
        case .array: "json array"
        case .parquet: "parquet"
        }
    }

    /// Whether each record names its fields, so that any of them may be missing; otherwise their order identifies them.
    package var namesFields: Bool {
        switch self {
        case .csv, .cryo, .parquet: false
        case .ndjson, .stream, .array: true
        }
    }

    /// Whether the file may mix records of several kinds.
    package var isMixed: Bool { self == .stream }
}

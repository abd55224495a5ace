/// The error for a Parquet file that cannot be read, or only up to a place.
public struct ParquetError: Error, Sendable, Hashable {
    /// The fault.
    public let reason: Reason
    /// The place of the fault.
    public internal(set) var place = Place()
    /// The number of rows of the file before the fault, all of them sound; nil if the fault is not in a row group.
    public internal(set) var soundRows: Int64?

    /// The kinds of faults.
    public enum Reason: Sendable, Hashable {
        /// The file is no Parquet file; what shows it, as part of a sentence.
        case notParquet(String)
        /// The file, or a selected column, is encrypted.
        case encrypted
        /// The file needs a feature that this reader lacks; its name.
        case unsupported(String)
        /// The file contradicts itself or the format; how, as a sentence without its end.
        case damaged(String)
        /// The file is larger than a setting of ``ParquetLimits`` allows; what it is, and its size.
        case overLimit(ParquetLimits.Setting, claimed: Int64, limit: Int64)
        /// Memory is insufficient for a decompressor.
        case outOfMemory
    }

    /// The place of a fault, as far as it is known.
    public struct Place: Sendable, Hashable {
        /// The row group's number, from 0.
        public internal(set) var rowGroup: Int?
        /// The column's name.
        public internal(set) var column: String?
        /// The offset of the page's header in the file, in bytes.
        public internal(set) var page: UInt64?
    }

    init(_ reason: Reason) {
        self.reason = reason
    }

    static func damaged(_ what: String) -> ParquetError { ParquetError(.damaged(what)) }

    static func unsupported(_ feature: String) -> ParquetError { ParquetError(.unsupported(feature)) }

    func at(rowGroup: Int, column: String, page: UInt64? = nil) -> ParquetError {
        var error = self
        error.place.rowGroup = rowGroup
        error.place.column = column
        error.place.page = page ?? error.place.page
        return error
    }
}

/// The error of reading: a fault of the file, or a failure of its source.
public enum ParquetFailure<SourceFailure: Error>: Error {
    /// The file cannot be read.
    case file(ParquetError)
    /// The source could not be read; its own error.
    case source(SourceFailure)
}

extension ParquetFailure: CustomStringConvertible {
    /// The description of the file's fault, or of the source's error.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .source(let error): "\(error)"
        }
    }
}

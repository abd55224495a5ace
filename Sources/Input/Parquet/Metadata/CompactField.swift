/// The header of a field in Thrift's compact protocol.
struct CompactField {
    let id: Int16
    let type: CompactType
}

/// The types of values in Thrift's compact protocol. A boolean field's type is its value.
enum CompactType: UInt8 {
    case `true` = 1
    case `false`, byte, int16, int32, int64, double, binary, list, set, map, `struct`, uuid
}

/// The error for bytes that are not the compact protocol.
enum CompactFault: Error {
    /// The bytes end within a value; with more bytes it might be complete.
    case truncated
    /// How the bytes contradict the protocol or the format.
    case malformed(String)
    /// The content contradicts itself or the file.
    case contradiction(ParquetError)
    /// A count exceeds a limit.
    case overLimit(ParquetLimits.Setting, claimed: Int, limit: Int)
    /// A required field is absent; its name.
    static func missing(_ field: String) -> CompactFault { .malformed("it has no \(field)") }

    /// The error of a file.
    ///
    /// - Parameter what: what was being read, as the start of a sentence.
    func error(in what: String) -> ParquetError {
        switch self {
        case .truncated: .damaged("\(what) is truncated")
        case .malformed(let how): .damaged("\(what) is damaged: \(how)")
        case .contradiction(let error): error
        case .overLimit(let setting, let claimed, let limit):
            ParquetError(.overLimit(setting, claimed: Int64(claimed), limit: Int64(limit)))
        }
    }
}

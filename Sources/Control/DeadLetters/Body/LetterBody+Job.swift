import Bus
import Foundation
import SourceDescriptions

extension LetterBody {
    /// Reads a JSON body, and records why an extractor would refuse it as a job.
    mutating func readJob(_ job: JSONValue, _ body: [UInt8], stage: Stage) {
        form = .extractJob
        self.job = job.withoutSecrets
        guard stage == .extract else {
            problems.append("the body is JSON, which the stage \(stage.rawValue) does not read")
            return
        }
        do throws(StageError) {
            _ = try ExtractJob(message: body)
        } catch {
            problems.append(error.description)
        }
    }
}

extension LetterBody.JSONValue {
    /// The same with the secrets of every link redacted: permission to see a letter does not include its source.
    var withoutSecrets: Self {
        switch self {
        case .text(let text): .text(SourceLink.redacted(in: text))
        case .list(let list): .list(list.map(\.withoutSecrets))
        case .object(let object):
            .object(Dictionary(object.map { (SourceLink.redacted(in: $0), $1.withoutSecrets) }) { first, _ in first })
        default: self
        }
    }
}

extension LetterBody {
    /// Any JSON within limits: an extract job may be damaged, or come from a newer version.
    package enum JSONValue: Sendable, Hashable {
        case null
        case flag(Bool)
        case integer(Int64)
        case unsigned(UInt64)
        case number(Double)
        case text(String)
        case list([JSONValue])
        case object([String: JSONValue])

        /// The maximum bytes read. A job contains the header of its file, up to 64 KiB.
        static let limit = 256 << 10
        /// The maximum nesting depth of lists and objects.
        static let depthLimit = 16

        /// Parses a body; nil when it is not JSON, or exceeds the limits.
        init?(_ body: [UInt8]) {
            guard body.count <= Self.limit, let value = try? JSONDecoder().decode(Self.self, from: Data(body)) else {
                return nil
            }
            self = value
        }
    }
}

extension LetterBody.JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard decoder.codingPath.count < Self.depthLimit else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "too deep")
        }
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let unsigned = try? container.decode(UInt64.self) {
            self = .unsigned(unsigned)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Self].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: Self].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .integer(let integer): try container.encode(integer)
        case .unsigned(let unsigned): try container.encode(unsigned)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }
}

import Pipeline
import SourceDescriptions

extension LetterBody {
    /// Takes a body that is JSON, and says why an extractor would not take it as a job.
    mutating func readJob(_ job: JSONValue, _ body: [UInt8], stage: Stage) {
        form = .extractJob
        self.job = job.withoutSecrets
        guard stage == .extract else {
            problems.append("the body is JSON, which does not belong to the stage \(stage.rawValue)")
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
    /// The same with the secrets of every link in it blotted out: who may see a letter need not be able to read its source.
    var withoutSecrets: Self {
        switch self {
        case .text(let text) where text.contains("://"): .text(SourceLink(text)?.redacted ?? "…")
        case .list(let list): .list(list.map(\.withoutSecrets))
        case .object(let object):
            .object(Dictionary(object.map { (Self.redacted($0), $1.withoutSecrets) }) { first, _ in first })
        default: self
        }
    }

    private static func redacted(_ key: String) -> String { key.contains("://") ? "…" : key }
}

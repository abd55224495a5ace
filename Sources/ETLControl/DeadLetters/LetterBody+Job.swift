import Pipeline

extension LetterBody {
    /// Takes a body that is JSON, and says why an extractor would not take it as a job.
    mutating func readJob(_ job: JSONValue, _ body: [UInt8], stage: Stage) {
        form = .extractJob
        self.job = job
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

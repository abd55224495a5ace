import Following
import Logging
import NodeReading
import ServerAccess
import Submission

extension Run {
    /// Loads the sources of the run, and then the tokens that the transfers of its blocks name, if they are wanted.
    ///
    /// The tokens come last, and at the final block of that time: a node may remove the state of an earlier one.
    func loadAll(
        _ survey: FileSurvey, _ head: NodeHead?, on servers: Servers, _ logger: Logger
    ) async throws -> RunSummary {
        let blocks = try await load(survey, head, on: servers, logger)
        guard let node = request.node, node.wantsTokens, blocks.isClean, !Task.isCancelled else { return blocks }
        let tokens = Run(request.forTokens, onEvent: onEvent)
        return blocks.joined(with: try await tokens.load(survey, try await node.head(), on: servers, logger))
    }
}

extension RunSummary {
    /// The outcomes of two parts of a run, one after the other.
    func joined(with next: RunSummary) -> RunSummary {
        RunSummary(
            elapsedSeconds: elapsedSeconds + next.elapsedSeconds, sources: sources + next.sources,
            logs: next.logs ?? logs)
    }
}

import DisplayText
import ETLModels
import Ledger
import Removal
import Submission

/// The plan of a removal as JSON. The keys are a contract with scripts: all are always present.
struct RemovalPlanReport: Encodable {
    struct Reload: Encodable {
        let sourceId: String
        let uri: String
        /// The batches that may be loaded again.
        let batches: Int
        /// Why the file cannot be read again.
        @Nullable var failure: String?
    }

    let sourceId: String
    let uri: String
    let kind: String
    /// Whether the removal goes on with one that was interrupted.
    let isBegun: Bool
    /// Nil if an earlier command has forgotten batches, whose rows nobody has counted.
    @Nullable var rows: Int?
    let batches: Int
    /// Rows of others that keep what the source has completed.
    let completed: Int
    /// Rows of others whose place it took.
    let replaced: Int
    let reloads: [Reload]
    /// Batches of others whose replaced rows do not come back.
    let earlierBatches: Int
    /// Whether records of others are lost.
    let hasLosses: Bool
    /// Why the source cannot be removed.
    @Nullable var refusal: String?

    init(_ forecast: RemovalForecast) {
        let plan = forecast.plan
        sourceId = "\(plan.removal.id)"
        uri = plan.uri
        kind = plan.removal.kind.name
        isBegun = plan.isBegun
        rows = plan.rows
        (batches, completed, replaced) = (plan.batches, plan.completed, plan.replaced)
        reloads = plan.reloads.map { reload in
            let failure = forecast.unreadable.first { $0.uri == reload.uri }?.error
            return Reload(sourceId: "\(reload.id)", uri: reload.uri, batches: reload.batches, failure: failure)
        }
        earlierBatches = plan.earlierBatches
        hasLosses = forecast.hasLosses
        refusal = plan.refusal.map { "\(RemovalError.refused($0))" }
    }
}

/// The result of a removal as JSON. The keys are a contract with scripts: all are always present.
struct RemovalResultReport: Encodable {
    struct Source: Encodable {
        let sourceId: String
        let uri: String
    }

    /// What was deleted.
    let rows: Int
    let batches: Int
    /// How often a batch of another source was forgotten.
    let forgotten: Int
    /// The sources that are submitted again.
    let submitted: [Source]
    /// Those that still have to be.
    let incomplete: [Source]
    /// Why.
    @Nullable var failure: String?

    init(_ result: RemovalResult) {
        (rows, batches, forgotten) = (result.rows, result.batches, result.forgotten)
        submitted = result.submitted.map { Source(sourceId: "\($0.entry.id)", uri: $0.entry.uri) }
        incomplete = result.incomplete.map { Source(sourceId: "\($0.id)", uri: $0.uri) }
        failure = result.failure
    }
}

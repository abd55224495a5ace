package import Ledger
package import Submission

/// What a removal will do, with a look at the files that are to be read again.
package struct RemovalForecast: Sendable, Hashable {
    package let plan: RemovalPlan
    /// The files that cannot be read again. What the removed source kept out of the tables stays out.
    package let unreadable: [FailedSource]

    package init(_ plan: RemovalPlan, unreadable: [FailedSource] = []) {
        self.plan = plan
        self.unreadable = unreadable
    }

    /// Whether records of other sources may be lost.
    package var hasLosses: Bool { plan.losesRows || !unreadable.isEmpty }
}

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

    /// Whether it does what another one has said, to the source and to others. How much of these is loaded meanwhile does not matter.
    package func isAsShown(in other: RemovalForecast) -> Bool {
        plan.removal == other.plan.removal && plan.isBegun == other.plan.isBegun && plan.rows == other.plan.rows
            && plan.batches == other.plan.batches && plan.completed == other.plan.completed
            && plan.replaced == other.plan.replaced && plan.losesRows == other.plan.losesRows
            && plan.refusal == other.plan.refusal && unreadable == other.unreadable
            && plan.reloads.map(\.id) == other.plan.reloads.map(\.id)
    }

    /// Whether records of other sources may be lost.
    package var hasLosses: Bool { plan.losesRows || !unreadable.isEmpty }
}

import Testing

@testable import Loader

@Suite struct LoadPlanTests {
    @Test func goesStraightUntilADuplicateIsMet() {
        var plan = LoadPlan()
        #expect(!plan.usesStaging)
        plan.metNone()
        #expect(!plan.usesStaging)
        plan.metDuplicates()
        #expect(plan.usesStaging)
    }

    @Test func goesBackToTheStraightWayAfterTransactionsWithoutDuplicates() {
        var plan = LoadPlan()
        plan.metDuplicates()
        for _ in 0..<LoadPlan.cleanRun {
            #expect(plan.usesStaging)
            plan.metNone()
        }
        #expect(!plan.usesStaging)
    }

    @Test func countsAnewAfterEachTransactionWithDuplicates() {
        var plan = LoadPlan()
        plan.metDuplicates()
        for _ in 1..<LoadPlan.cleanRun { plan.metNone() }
        plan.metDuplicates()
        for _ in 1..<LoadPlan.cleanRun { plan.metNone() }
        #expect(plan.usesStaging)
    }
}

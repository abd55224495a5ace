import Testing

@testable import Loader

@Suite struct LoadPlanTests {
    @Test func goesStraightUntilADuplicateIsMet() {
        var plan = LoadPlan()
        #expect(!plan.usesStaging)
        plan.finishedTransaction()
        #expect(!plan.usesStaging)
        plan.metDuplicate()
        #expect(plan.usesStaging)
    }

    @Test func goesBackToTheStraightWayAfterARun() {
        var plan = LoadPlan()
        plan.metDuplicate()
        for _ in 0..<LoadPlan.stagingRun {
            #expect(plan.usesStaging)
            plan.finishedTransaction()
        }
        #expect(!plan.usesStaging)
    }

    @Test func startsTheRunAnewWithEachDuplicate() {
        var plan = LoadPlan()
        plan.metDuplicate()
        for _ in 1..<LoadPlan.stagingRun { plan.finishedTransaction() }
        plan.metDuplicate()
        plan.finishedTransaction()
        #expect(plan.usesStaging)
    }
}

import Bus
import Runtime
import Testing

@Suite struct MemoryBudgetTests {
    @Test(arguments: Stage.allCases)
    func smallBatchesLeaveWhatIsTakenAtTheStart(_ stage: Stage) {
        let defaults = StageDefaults.of(stage, cores: 2)
        let budget = MemoryBudget(stage, workers: 1, prefetch: 1, batchRecords: 1)
        #expect(budget.bytes(program: 100) == 100 + defaults.workingBytes)
    }

    @Test func itIsTheFormulaOfTheOperatorsPage() {
        let extractor = MemoryBudget(.extract, workers: 2, prefetch: 2, batchRecords: 4000)
        let transformer = MemoryBudget(.transform, workers: 4, prefetch: 8, batchRecords: 4000)
        let loader = MemoryBudget(.load, .of(.load), batchRecords: 4000)
        #expect(extractor.batchBytes == 2 * (10 * 800_000 + (3 << 20)))
        #expect(transformer.batchBytes == 8 * 800_000 + 4 * 724_000)
        #expect(loader.batchBytes == 27 * 724_000 + 2 * 6 * 832_000)
        #expect([extractor, transformer, loader].map { $0.bytes() >> 20 } == [62, 47, 71])
    }

    @Test func itGrowsWithEverySetting() {
        func bytes(_ stage: Stage, _ workers: Int, _ prefetch: Int, _ records: Int) -> Int {
            MemoryBudget(stage, workers: workers, prefetch: prefetch, batchRecords: records).bytes()
        }
        #expect(bytes(.extract, 8, 8, 4000) > bytes(.extract, 4, 4, 4000))
        #expect(bytes(.transform, 4, 40, 4000) > bytes(.transform, 4, 20, 4000))
        #expect(bytes(.load, 3, 36, 8000) > bytes(.load, 3, 36, 4000))
    }
}

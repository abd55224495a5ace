import Testing

@testable import Runs

@Suite struct StageCountsTests {
    @Test func numbersTheProcessesOfEachStageFromOne() throws {
        let counts = try StageCounts(extractors: 1, transformers: 2, loaders: 1)
        #expect(
            counts.processes.map { "\($0.program)-\($0.number)" } == [
                "extractor-1", "transformer-1", "transformer-2", "loader-1",
            ])
    }

    @Test(arguments: [0, -1, 65])
    func refusesAStageWithoutProcessesOrWithTooMany(count: Int) {
        #expect(throws: RunError.invalidStageCount(program: "extractor", count: count)) {
            try StageCounts(extractors: count, transformers: 1, loaders: 1)
        }
        #expect(throws: RunError.invalidStageCount(program: "transformer", count: count)) {
            try StageCounts(extractors: 1, transformers: count, loaders: 1)
        }
        #expect(throws: RunError.invalidStageCount(program: "loader", count: count)) {
            try StageCounts(extractors: 1, transformers: 1, loaders: count)
        }
    }

    @Test func saysHowManyProcessesAreAllowed() {
        let error = RunError.invalidStageCount(program: "loader", count: 0)
        #expect(error.description == "a run needs from 1 to 64 loader processes, not 0")
    }
}

import ServiceSettings
import Testing

@testable import Extraction

@Suite struct SliceLimitsTests {
    private static func settings(slice: Int, reading: Int) async throws -> Settings {
        try await Settings(flags: [.sliceSeconds: "\(slice)", .readSeconds: "\(reading)"], file: nil, environment: [:])
    }

    @Test(arguments: [(1200, 500), (500, 1200), (1, 1699)])
    func aDeliveryMayTakeAlmostHalfAnHour(slice: Int, reading: Int) async throws {
        let limits = try await Self.settings(slice: slice, reading: reading).sliceLimits()
        #expect(limits.duration == .seconds(slice) && limits.reading == .seconds(reading))
    }

    @Test(arguments: [(1200, 501), (501, 1200), (1200, 1200)])
    func noDeliveryMayOutlastThePatienceOfTheBroker(slice: Int, reading: Int) async throws {
        let settings = try await Self.settings(slice: slice, reading: reading)
        let error = #expect(throws: SettingsError.self) { try settings.sliceLimits() }
        #expect(error?.description.contains("ETL_SLICE_SECONDS and ETL_READ_SECONDS") == true)
    }
}

import ServiceSettings
import Testing

@testable import Extraction

@Suite struct SliceLimitsTests {
    private static func settings(slice: Int, reading: Int, request: Int = 30) async throws -> Settings {
        try await Settings(
            flags: [.sliceSeconds: "\(slice)", .readSeconds: "\(reading)", .sourceRequestSeconds: "\(request)"],
            file: nil, environment: [:])
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

    /// Three attempts, each of which waits for longer.
    @Test func theWaitForASilentServerCountsTowardsTheDelivery() async throws {
        _ = try await Self.settings(slice: 300, reading: 1200, request: 96).sliceLimits()
        let settings = try await Self.settings(slice: 300, reading: 1200, request: 97)
        let error = #expect(throws: SettingsError.self) { try settings.sliceLimits() }
        #expect(error?.description.contains("1499 together with this ETL_SOURCE_REQUEST_SECONDS") == true)
    }
}

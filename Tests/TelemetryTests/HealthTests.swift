import Telemetry
import Testing

@Suite struct HealthTests {
    @Test func aServiceIsReadyWhenAllChecksAreWell() async {
        let health = Health(checks: ["database", "schema"])
        #expect(
            await health.report().json
                == #"{"checks":{"database":{"ok":false,"reason":"starting"},"schema":{"ok":false,"reason":"starting"}},"#
                + #""ready":false}"#)
        health.set("database", .ok)
        #expect(await health.report().isReady == false)
        health.set("schema", .ok)
        #expect(
            await health.report().json == #"{"checks":{"database":{"ok":true},"schema":{"ok":true}},"ready":true}"#)
    }

    @Test func aReasonIsShownWhateverItHolds() async {
        let health = Health()
        health.set("broker", .failed(reason: "no \"route\"\n\\"))
        #expect(
            await health.report().json
                == #"{"checks":{"broker":{"ok":false,"reason":"no \"route\"\n\\"}},"ready":false}"#)
    }

    @Test func whatWasSaidAndWhatIsFoundMustBothBeWell() async {
        let health = Health(checks: ["database"])
        health.watch { ["database": .ok, "broker": .failed(reason: "away")] }
        #expect(
            await health.report().checks == [
                "database": .failed(reason: "starting"), "broker": .failed(reason: "away"),
            ])
        health.set("database", .ok)
        #expect(await health.report().checks["database"] == .ok)
        health.watch { ["database": .failed(reason: "gone")] }
        #expect(await health.report().checks["database"] == .failed(reason: "gone"))
        health.set("database", .failed(reason: "a lock, long ago"))
        #expect(await health.report().checks["database"] == .failed(reason: "gone"))
    }

    @Test func aServiceThatStopsIsNotReady() async {
        let health = Health()
        #expect(await health.report().isReady)
        health.stop()
        #expect(
            await health.report().json
                == #"{"checks":{"service":{"ok":false,"reason":"stopping"}},"ready":false}"#)
    }
}

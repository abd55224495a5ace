import Testing

@testable import Postgres

/// The hosts that libpq may reach without TLS, by libpq's own view of the settings.
struct UnprotectedHostsTests {
    private func hosts(_ url: String) -> [String] {
        PostgresConfiguration(url: url, applicationName: "tests").unprotectedHosts
    }

    @Test(arguments: ["", "?sslmode=prefer", "?sslmode=allow", "?sslmode=disable"])
    func arePossibleUnlessTLSIsRequired(options: String) {
        #expect(hosts("postgresql://me:secret@database.example/etl\(options)") == ["database.example"])
        #expect(hosts("postgresql://me:secret@a,b:5433,c/etl\(options)") == ["a", "b", "c"])
    }

    @Test(arguments: ["require", "verify-ca", "verify-full"])
    func areNoneWithTLS(mode: String) {
        #expect(hosts("postgresql://me:secret@database.example/etl?sslmode=\(mode)").isEmpty)
    }

    @Test func socketsAreNoHosts() {
        #expect(hosts("host=/var/run/postgresql dbname=etl").isEmpty)
        #expect(hosts("host=@abstract dbname=etl").isEmpty)
        #expect(hosts("host=/tmp,database.example dbname=etl") == ["database.example"])
    }

    @Test func anAddressOverridesTheName() {
        #expect(hosts("host=database.example hostaddr=127.0.0.1 dbname=etl") == ["127.0.0.1"])
        #expect(hosts("hostaddr=10.0.0.1 dbname=etl") == ["10.0.0.1"])
    }

    @Test func aSettingForSessionsDoesNotHideThem() {
        #expect(hosts("postgresql://a/etl?target_session_attrs=read-write") == ["a"])
    }

    @Test func anUnreadableStringHasNone() {
        #expect(hosts("postgresql://me:pass@word@host:port/x").isEmpty)
    }
}

import Testing

@testable import Postgres

@Suite struct PostgresConfigurationTests {
    @Test(arguments: [
        "postgresql://loader:s3cret@db.example:5433/etl",
        "host=db.example port=5433 dbname=etl user=loader password=s3cret",
    ])
    func showsWhereButNeverThePassword(url: String) {
        let configuration = PostgresConfiguration(url: url, applicationName: "loader")
        #expect(configuration.location == "db.example:5433/etl as loader")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("s3cret"))
            #expect(text.contains("db.example:5433/etl as loader"))
        }
    }

    @Test(arguments: ["postgres:/loader:s3cret@db/etl", "postgresql://loader:s3\"cret@[db/etl", "host=db =s3cret"])
    func reportsAnUnreadableStringWithoutShowingIt(url: String) async {
        let configuration = PostgresConfiguration(url: url, applicationName: "loader")
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(configuration) }
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("cret") == false)
        #expect(error?.description.contains("postgresql://user@host:port/database") == true)
        #expect(!"\(configuration)".contains("cret"))
    }

    @Test func addsTimeLimits() throws {
        let settings = try settings(of: "postgresql://db/etl")
        #expect(settings["connect_timeout"] == "10")
        #expect(settings["tcp_user_timeout"] == "30000")
        #expect(settings["keepalives_idle"] == "30")
        #expect(settings["fallback_application_name"] == "loader")
    }

    @Test func keepsWhatTheUserChose() throws {
        let settings = try settings(of: "postgresql://db/etl?connect_timeout=3&application_name=mine&keepalives_idle=7")
        #expect(settings["connect_timeout"] == "3")
        #expect(settings["application_name"] == "mine")
        #expect(settings["keepalives_idle"] == "7")
    }

    @Test func alwaysSpeaksUTF8() throws {
        #expect(try settings(of: "postgresql://db/etl?client_encoding=LATIN1")["client_encoding"] == "UTF8")
    }

    private func settings(of url: String) throws -> [String: String] {
        let parameters = try PostgresConfiguration(url: url, applicationName: "loader").parameters.get()
        return Dictionary(parameters.map { ($0.keyword, $0.value) }) { _, last in last }
    }
}

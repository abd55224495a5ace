import Postgres
import Testing

@Suite struct SQLStateTests {
    @Test(arguments: [
        "08001", "08006", "08003", "53100", "53200", "53300", "57014", "57P01", "57P03", "40001", "40P01", "55P03",
        "25P03", "25006", "58030", "XX000", "XX001",
    ])
    func countsAsInfrastructure(code: String) {
        #expect(SQLState(code).fault == .infrastructure)
    }

    @Test(arguments: ["22001", "22003", "22021", "22P03", "22P04", "23502", "23505", "23514", "54000", "P0001"])
    func countsAsData(code: String) {
        #expect(SQLState(code).fault == .data)
    }

    @Test(arguments: [
        "28000", "28P01", "3D000", "3F000", "42P01", "42501", "42703", "0A000", "25P02", "F0000", "?????",
    ])
    func countsAsConfiguration(code: String) {
        #expect(SQLState(code).fault == .configuration)
    }
}

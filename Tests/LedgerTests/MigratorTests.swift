import Ledger
import Testing

@Test func migrationsAreNumbered() {
    #expect(Migration.embedded.map { String($0.name.prefix(4)) } == ["0001", "0002", "0003", "0004"])
}

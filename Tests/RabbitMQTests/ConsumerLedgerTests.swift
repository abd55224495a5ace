import Testing

@testable import RabbitMQ

struct ConsumerLedgerTests {
    private func settle(
        _ ledger: inout ConsumerLedger<String>, _ ticket: DeliveryTicket, _ settlement: Settlement
    ) -> Bool {
        ledger.settle(ticket, settlement)
    }

    @Test func settlesEachDeliveryOnce() {
        var ledger = ConsumerLedger<String>()
        ledger.delivered(1, "a")
        let ticket = DeliveryTicket(epoch: ledger.epoch, tag: 1)
        let handedOut = [ledger.handOut(), ledger.handOut()]
        #expect(handedOut == ["a", nil])
        #expect(!ledger.isSettled)
        #expect(settle(&ledger, ticket, .acknowledge))
        #expect(!settle(&ledger, ticket, .acknowledge))
        #expect(!settle(&ledger, ticket, .reject))
        // Settled, and not sent yet.
        #expect(!ledger.isSettled)
        let settlement = ledger.nextSettlement()
        #expect(settlement?.tag == 1)
        #expect(settlement?.settlement == .acknowledge)
        let next = ledger.nextSettlement()
        #expect(next == nil)
        #expect(ledger.isSettled)
    }

    @Test func knowsNothingOfAnEarlierConnection() {
        var ledger = ConsumerLedger<String>()
        ledger.delivered(1, "a")
        ledger.delivered(2, "b")
        let early = DeliveryTicket(epoch: ledger.epoch, tag: 1)
        #expect(settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 2), .requeue))
        ledger.connectionLost()
        #expect(ledger.buffer.isEmpty)
        let settlement = ledger.nextSettlement()
        #expect(settlement == nil)
        #expect(ledger.isSettled)
        ledger.delivered(1, "a again")
        #expect(!settle(&ledger, early, .acknowledge))
        #expect(settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 1), .acknowledge))
    }

    @Test func refusesATagThatWasNeverDelivered() {
        var ledger = ConsumerLedger<String>()
        #expect(!settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 5), .acknowledge))
    }
}

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
        ledger.delivered(1, "a", at: .now())
        let ticket = DeliveryTicket(epoch: ledger.epoch, tag: 1)
        let handedOut = [ledger.handOut(1), ledger.handOut(1)]
        #expect(handedOut == [["a"], []])
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
        ledger.delivered(1, "a", at: .now())
        ledger.delivered(2, "b", at: .now())
        let early = DeliveryTicket(epoch: ledger.epoch, tag: 1)
        #expect(settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 2), .requeue))
        ledger.connectionLost()
        #expect(ledger.buffer.isEmpty)
        let settlement = ledger.nextSettlement()
        #expect(settlement == nil)
        #expect(ledger.isSettled)
        ledger.delivered(1, "a again", at: .now())
        #expect(!settle(&ledger, early, .acknowledge))
        #expect(settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 1), .acknowledge))
    }

    @Test func refusesATagThatWasNeverDelivered() {
        var ledger = ConsumerLedger<String>()
        #expect(!settle(&ledger, DeliveryTicket(epoch: ledger.epoch, tag: 5), .acknowledge))
    }

    @Test func waitsUntilNothingMoreComesOrTheFirstHasWaitedLongEnough() {
        let start = MonotonicTime(nanoseconds: 1000)
        let patience = Patience(silence: .nanoseconds(20), total: .nanoseconds(50))
        var ledger = ConsumerLedger<String>()
        #expect(ledger.end(of: patience) == nil)
        ledger.delivered(1, "a", at: start)
        #expect(ledger.end(of: patience) == start + .nanoseconds(20))
        ledger.delivered(2, "b", at: start + .nanoseconds(15))
        #expect(ledger.end(of: patience) == start + .nanoseconds(35))
        ledger.delivered(3, "c", at: start + .nanoseconds(34))
        #expect(ledger.end(of: patience) == start + .nanoseconds(50))
        #expect(ledger.end(of: .none) == start)
        #expect(ledger.handOut(2) == ["a", "b"])
        #expect(ledger.end(of: patience) == start + .nanoseconds(54))
    }
}

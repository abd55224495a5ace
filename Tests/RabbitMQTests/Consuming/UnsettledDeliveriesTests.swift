import Testing

@testable import RabbitMQ

struct UnsettledDeliveriesTests {
    private func settle(
        _ deliveries: inout UnsettledDeliveries<String>, _ ticket: DeliveryTicket, _ settlement: Settlement
    ) -> Bool {
        deliveries.settle(ticket, settlement)
    }

    @Test func settlesEachDeliveryOnce() {
        var deliveries = UnsettledDeliveries<String>()
        deliveries.delivered(1, "a", at: .now())
        let ticket = DeliveryTicket(epoch: deliveries.epoch, tag: 1)
        let handedOut = [deliveries.handOut(1), deliveries.handOut(1)]
        #expect(handedOut == [["a"], []])
        #expect(!deliveries.isSettled)
        #expect(settle(&deliveries, ticket, .acknowledge))
        #expect(!settle(&deliveries, ticket, .acknowledge))
        #expect(!settle(&deliveries, ticket, .reject))
        // The deliveries are settled, but the settlement is not sent yet.
        #expect(!deliveries.isSettled)
        let settlement = deliveries.nextSettlement()
        #expect(settlement?.tag == 1)
        #expect(settlement?.settlement == .acknowledge)
        let next = deliveries.nextSettlement()
        #expect(next == nil)
        #expect(deliveries.isSettled)
    }

    @Test func knowsNothingOfAnEarlierConnection() {
        var deliveries = UnsettledDeliveries<String>()
        deliveries.delivered(1, "a", at: .now())
        deliveries.delivered(2, "b", at: .now())
        let early = DeliveryTicket(epoch: deliveries.epoch, tag: 1)
        #expect(settle(&deliveries, DeliveryTicket(epoch: deliveries.epoch, tag: 2), .requeue))
        deliveries.connectionLost()
        #expect(deliveries.buffer.isEmpty)
        let settlement = deliveries.nextSettlement()
        #expect(settlement == nil)
        #expect(deliveries.isSettled)
        deliveries.delivered(1, "a again", at: .now())
        #expect(!settle(&deliveries, early, .acknowledge))
        #expect(settle(&deliveries, DeliveryTicket(epoch: deliveries.epoch, tag: 1), .acknowledge))
    }

    @Test func refusesATagThatWasNeverDelivered() {
        var deliveries = UnsettledDeliveries<String>()
        #expect(!settle(&deliveries, DeliveryTicket(epoch: deliveries.epoch, tag: 5), .acknowledge))
    }

    @Test func waitsUntilNothingMoreComesOrTheFirstHasWaitedLongEnough() {
        let start = MonotonicTime(nanoseconds: 1000)
        let window = GatheringWindow(silence: .nanoseconds(20), total: .nanoseconds(50))
        var deliveries = UnsettledDeliveries<String>()
        #expect(deliveries.end(of: window) == nil)
        deliveries.delivered(1, "a", at: start)
        #expect(deliveries.end(of: window) == start + .nanoseconds(20))
        deliveries.delivered(2, "b", at: start + .nanoseconds(15))
        #expect(deliveries.end(of: window) == start + .nanoseconds(35))
        deliveries.delivered(3, "c", at: start + .nanoseconds(34))
        #expect(deliveries.end(of: window) == start + .nanoseconds(50))
        #expect(deliveries.end(of: .none) == start)
        #expect(deliveries.handOut(2) == ["a", "b"])
        #expect(deliveries.end(of: window) == start + .nanoseconds(54))
    }
}

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

    @Test func returnsPostponedDeliveriesWhenThereIsRoom() {
        var deliveries = UnsettledDeliveries<String>()
        for (tag, bytes) in [(1, 30), (2, 50), (3, 10)] { deliveries.postponed(UInt64(tag), bytes: bytes) }
        #expect(deliveries.unsettledCount == 3 && !deliveries.isSettled)
        func resumed(_ free: Int) -> [UInt64] {
            deliveries.resume(within: free, limit: 100)
            var tags: [UInt64] = []
            while let next = deliveries.nextSettlement() {
                #expect(next.settlement == .requeue)
                tags.append(next.tag)
            }
            return tags
        }
        #expect(resumed(29).isEmpty)
        // In their order: the third would fit, but waits for the second.
        #expect(resumed(40) == [1])
        // The room that the first needs is not given away before it has arrived.
        #expect(resumed(60).isEmpty)
        deliveries.delivered(4, "a", bytes: 30, at: .now())
        #expect(resumed(60) == [2, 3])
        _ = settle(&deliveries, DeliveryTicket(epoch: deliveries.epoch, tag: 4), .acknowledge)
        _ = deliveries.nextSettlement()
        #expect(deliveries.isSettled)
        // A body larger than the budget needs all of it.
        deliveries.postponed(5, bytes: 500)
        #expect(resumed(99).isEmpty)
        #expect(resumed(100) == [5])
        deliveries.postponed(6, bytes: 1)
        deliveries.connectionLost()
        #expect(resumed(100).isEmpty)
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

import Testing

@testable import RabbitMQ

struct DeliveryOrderTests {
    @Test(arguments: [
        ([], 0), ([0, 0, 0], 0), ([2, 2, 1, 0], 0), ([1, 1, 2], 2), ([0, 3, 2, 0], 1), ([1, 2, 0], 0),
        ([1, 2, 1, 2], 0),
    ])
    func tellsHowFarTheQueueIsTurned(_ returns: [Int], _ turned: Int) {
        var order = DeliveryOrder()
        for count in returns { order.note(count) }
        #expect(order.turned == turned)
    }
}

import Testing

@testable import RabbitMQ

/// The statuses of librabbitmq: a time that is over, a refusal, and a failure of TLS.
private let (silence, refusal, failure): (Int32, Int32, Int32) = (-13, -9, -512)

@Suite struct BrokerAddressesTests {
    @Test(arguments: [silence, refusal]) func triesTheNextAddressAfterOneThatDoesNotAnswer(_ status: Int32) {
        var tried: [String] = []
        let found = BrokerAddresses(["a", "b", "c"]).connect(within: .seconds(3), from: 0) { address, _ in
            tried.append(address)
            return address == "b" ? 0 : status
        }
        #expect(found == 0)
        #expect(tried == ["a", "b"])
    }

    @Test func leavesTimeForTheOtherAddresses() {
        var limits: [Duration] = []
        let found = BrokerAddresses(["a", "b", "c"]).connect(within: .seconds(3), from: 0) { _, limit in
            limits.append(limit)
            return silence
        }
        #expect(found == silence)
        #expect(limits.count == 3)
        #expect(limits[0] <= .seconds(1))
        #expect(limits[1] <= .seconds(1.5))
    }

    @Test func beginsWithAnotherAddressAfterAFailure() {
        var tried: [String] = []
        _ = BrokerAddresses(["a", "b", "c"]).connect(within: .seconds(3), from: 4) { address, _ in
            tried.append(address)
            return refusal
        }
        #expect(tried == ["b", "c", "a"])
    }

    @Test(arguments: [0, 1]) func reportsSilenceRatherThanARefusal(first: Int) {
        let found = BrokerAddresses(["silent", "refusing"]).connect(within: .seconds(1), from: first) { address, _ in
            address == "silent" ? silence : refusal
        }
        #expect(found == silence)
    }

    @Test func staysAtAnAddressWhoseCertificateIsWrong() {
        var tried: [String] = []
        let found = BrokerAddresses(["a", "b"]).connect(within: .seconds(3), from: 0) { address, _ in
            tried.append(address)
            return failure
        }
        #expect(found == failure)
        #expect(tried == ["a"])
    }

    @Test func leavesAHostWithOneAddressToLibrabbitmq() {
        #expect(BrokerAddresses(of: "127.0.0.1").all == ["127.0.0.1"])
        #expect(BrokerAddresses(of: "no-such-host.invalid").all == ["no-such-host.invalid"])
    }
}

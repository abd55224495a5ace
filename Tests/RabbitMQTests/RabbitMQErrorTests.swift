import Testing

@testable import RabbitMQ

struct RabbitMQErrorTests {
    private func error(_ code: Int, _ text: String) -> RabbitMQError {
        RabbitMQError(
            closed: ClosedByBroker(code: code, text: text), .init(endpoint: "rabbit:5672", action: "declare queue q"))
    }

    /// The texts are those of RabbitMQ 3.10 and 4.
    @Test(arguments: [
        (
            403, "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.",
            RabbitMQError.Code.loginRefused, false
        ),
        (403, "ACCESS_REFUSED - access to queue 'q' in vhost '/' refused for user 'u'", .accessRefused, false),
        (530, "NOT_ALLOWED - vhost nope not found", .vhostNotFound, false),
        (530, "NOT_ALLOWED - access to vhost '/' refused for user 'u'", .accessRefused, false),
        (404, "NOT_FOUND - no queue 'q' in vhost '/'", .queueNotFound, false),
        (
            404, "NOT_FOUND - failed to perform operation on queue 'q' in vhost '/' due to timeout", .brokerUnavailable,
            true
        ),
        (541, "INTERNAL_ERROR - access to vhost '/' refused for user 'u': vhost '/' is down", .brokerUnavailable, true),
        (405, "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue", .brokerUnavailable, true),
        (320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", .connectionLost, true),
        (
            406,
            "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 1800000 ms.",
            .connectionLost, true
        ),
        (
            406, "PRECONDITION_FAILED - message size 20000000 is larger than configured max size 16777216",
            .messageTooLarge, false
        ),
        (406, "PRECONDITION_FAILED - unknown delivery tag 7", .protocolError, true),
    ])
    func translatesWhatTheBrokerSays(code: Int, text: String, expected: RabbitMQError.Code, isTransient: Bool) {
        let error = error(code, text)
        #expect(error.code == expected)
        #expect(error.isTransient == isTransient)
        #expect(error.replyCode == code)
        #expect(error.message.contains("rabbit:5672"))
    }

    @Test func namesQueueArgumentAndBothValues() {
        let text =
            "PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit' for queue 'etl.load' in vhost '/': "
            + "received the value '20' of type 'signedint' but current is the value '5' of type 'signedint'"
        let error = error(406, text)
        #expect(error.code == .queueMismatch)
        #expect(
            error.message.hasPrefix(
                "queue etl.load on rabbit:5672 was created with x-delivery-limit 5, but the settings require 20: "))
    }

    @Test(arguments: [
        ("received none but current is the value '5' of type 'long'", "none", "5"),
        ("received the value '5' of type 'long' but current is none", "5", "none"),
        ("received 'true' but current is 'false'", "true", "false"),
        ("received the value '' of type 'longstr' but current is none", "", "none"),
    ])
    func readsEveryFormOfAMismatch(tail: String, wanted: String, present: String) {
        let mismatch = QueueMismatch(
            text: "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': \(tail)")
        #expect(mismatch.argument == "durable")
        #expect(mismatch.queue == "q")
        #expect(mismatch.wanted == wanted)
        #expect(mismatch.present == present)
    }

    @Test func passesOnAMismatchThatIsCutOff() {
        let text =
            "PRECONDITION_FAILED - inequivalent arg 'x-max-length-bytes' for queue 'q' in vhost '/': received the val"
        let error = error(406, text)
        #expect(error.code == .queueMismatch)
        #expect(error.message.contains(text))
    }

    @Test func readsTheLimitOutOfARefusedSize() {
        #expect(
            MessageSizeLimit(
                text: "x (PRECONDITION_FAILED - message size 20000000 is larger than configured max size 16777216)"
            ).bytes == 16_777_216)
        #expect(MessageSizeLimit(text: "message size 20000000 is too large").bytes == 19_999_999)
    }

    @Test func translatesWhatTheLibrarySays() {
        let situation = RabbitMQError.Situation(endpoint: "rabbit:5672", action: "log in")
        // librabbitmq's numbers are part of its ABI (amqp.h).
        let expected: [(Int32, RabbitMQError.Code)] = [
            (-0x05, .hostNotFound), (-0x07, .connectionLost), (-0x09, .connectionLost), (-0x0D, .timeout),
            (-0x0F, .connectionLost), (-0x0202, .tlsFailed), (-0x0203, .connectionLost), (-0x01, .protocolError),
        ]
        for (status, code) in expected {
            let error = RabbitMQError(status: status, situation)
            #expect(error.code == code)
            #expect(error.message.contains("rabbit:5672"))
        }
    }
}

import Bus
import ETLModels
import RabbitMQ
import Testing

@Suite struct DispositionTests {
    @Test func successIsAcked() {
        guard case .ack = Disposition(.success(())) else {
            Issue.record("not acked")
            return
        }
    }

    @Test func theBatchsFaultGoesToTheDeadLetters() {
        guard case .deadLetter(let error) = Disposition(.failure(StageError(.batch, reason: "r", "s"))) else {
            Issue.record("not dead-lettered")
            return
        }
        #expect(error.reason == "r" && error.description == "s")
    }

    @Test(arguments: [StageError.Fault.infrastructure, .configuration])
    func faultsThatPassAreTriedAgain(fault: StageError.Fault) {
        guard case .retry(let error) = Disposition(.failure(StageError(fault, reason: "r", "s"))) else {
            Issue.record("not tried again")
            return
        }
        #expect(error.fault == fault)
    }

    @Test(arguments: [StageError.Fault.source, .turn], [nil, Duration.seconds(3600)])
    func whatWaitsForItsSourceLeavesTheWorker(fault: StageError.Fault, waited: Duration?) {
        guard case .wait = Disposition(.failure(StageError(fault, reason: "r", "s")), waited: waited) else {
            Issue.record("does not wait")
            return
        }
    }

    @Test func aSourceThatIsUnavailableForADayIsDead() {
        let error = StageError(.source, reason: "source-unreadable", "no server listens")
        guard case .deadLetter(let dead) = Disposition(.failure(error), waited: .seconds(90_000)) else {
            Issue.record("not dead-lettered")
            return
        }
        #expect(dead.reason == "source-unavailable" && dead.description == "no server listens (for 25 hours)")
        // Its turn has nothing to do with the source.
        let turn = StageError(.turn, reason: "r", "s")
        guard case .wait = Disposition(.failure(turn), waited: .seconds(90_000)) else {
            Issue.record("does not wait")
            return
        }
    }

    @Test func whatIsInterruptedGoesBack() {
        guard case .giveBack = Disposition(.failure(StageError(.interrupted, reason: "r", "s"))) else {
            Issue.record("not given back")
            return
        }
    }
}

@Suite struct StageErrorTests {
    @Test(arguments: [
        WireError.truncated, .notABatch, .unsupportedVersion(9), .unknownKind(7), .unexpectedContent(2),
        .checksumMismatch, .malformed("x"),
    ])
    func unreadableBytesAreTheBatchsFault(error: WireError) {
        let stageError = StageError(error)
        #expect(stageError.fault == .batch)
        #expect(stageError.reason == error.name)
        #expect(stageError.description == error.description)
    }

    @Test(arguments: RabbitMQError.Code.allCases)
    func troubleWithTheBrokerIsNeverTheBatchsFaultUnlessItIsTooLarge(code: RabbitMQError.Code) {
        let error = StageError(RabbitMQError(code, "words"))
        #expect(error.description == "words")
        switch code {
        case .messageTooLarge: #expect(error.fault == .batch && error.reason == "message-too-large")
        case .cancelled: #expect(error.fault == .interrupted)
        case .brokerUnavailable, .connectionLost, .connectionRefused, .hostNotFound, .inUse, .protocolError,
            .queueFull, .timeout:
            #expect(error.fault == .infrastructure && error.reason == code.rawValue)
        case .accessRefused, .invalidMessage, .invalidURL, .loginRefused, .queueMismatch, .queueNotFound, .tlsFailed,
            .unroutable, .vhostNotFound:
            #expect(error.fault == .configuration && error.reason == code.rawValue)
        }
    }
}

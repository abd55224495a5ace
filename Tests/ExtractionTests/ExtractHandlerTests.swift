import Bus
import Downloads
import ETLModels
import Foundation
import RabbitMQ
import Runtime
import ServiceLifecycle
import ServiceLogging
import ServiceMetrics
import SourceReading
import TestSupport
import Testing

@testable import Extraction

/// The extractor on a real broker.
@Suite(.timeLimit(.minutes(2))) struct ExtractHandlerTests {
    static func service(
        _ bus: TestBus, bytes: Int, seconds: Double = 300, workers: Int = 1, places: SourcePlaces = SourcePlaces(),
        reading: Duration = .seconds(1200), activity: ReadingActivity = ReadingActivity(),
        metrics: StageMetrics = StageMetrics(.extract)
    ) async throws -> StageService<ExtractHandler> {
        let settings = try await bus.settings(.extract, workers: workers, prefetch: workers)
        let publisher = RabbitMQPublisher(
            configuration: settings.broker, queues: Stage.queues, logger: bus.logger, observer: metrics.publisher)
        let limits = SliceLimits(bytes: bytes, duration: .seconds(seconds), reading: reading)
        let checkpoints = Checkpoints()
        let parked = ParkedReadings(capacity: 1)
        return StageService(settings, publisher: publisher, metrics: metrics, logger: bus.logger) {
            ExtractHandler(
                publisher: publisher, places: places, limits: limits, checkpoints: checkpoints,
                parked: parked, activity: activity, metrics: ExtractMetrics(metrics), logger: bus.logger)
        }
    }

    /// The messages of a slice without limits.
    static func wanted(_ job: ExtractJob) throws -> [Message] {
        var slice = try Slice(job)
        var messages: [Message] = []
        while let batch = try slice.nextBatch() { messages.append(batch.message) }
        return messages
    }

    static func submit(_ job: ExtractJob, _ bus: TestBus) async throws {
        try await bus.publisher.publish(try job.message(), to: "etl.extract")
    }

    @Test(arguments: [1, 3000, 1 << 40], [false, true])
    func everyBatchArrivesOnceForSlicesOfEverySize(bytes: Int, gzip: Bool) async throws {
        let export = try Export(records: 400, gzip: gzip)
        let job = try export.job(batchRecords: 20)
        let wanted = try Self.wanted(job)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            let found = try await bus.running(try await Self.service(bus, bytes: bytes, workers: 2)) { _ in
                let found = try await bus.take(wanted.count, from: "etl.transform")
                while bus.logs.lines("Extracted a source").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                return found
            }
            #expect(Set(found.map(\.id)) == Set(wanted.map(\.id)))
            for message in wanted { #expect(found.first { $0.id == message.id }?.body == message.body) }
            let checkpoints = bus.logs.lines("Made a checkpoint").count
            // In a compressed file, the bytes of a block count at its end.
            if bytes == 1 && !gzip { #expect(checkpoints == wanted.count - 1) }
            if bytes == 1 << 40 { #expect(checkpoints == 0) }
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(try await bus.depth(of: "etl.extract") == 0)
            #expect(try await bus.depth(of: "etl.extract.dead") == 0)
        }
    }

    @Test func theNextJobIsThereBeforeTheOldOneIsGiven() async throws {
        let export = try Export(records: 100)
        let job = try export.job(batchRecords: 10)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            try await Self.withDelivery(bus) { (delivery: Delivery) async throws -> Void in
                let handler = ExtractHandler(
                    publisher: bus.publisher, places: SourcePlaces(),
                    limits: SliceLimits(bytes: 1, duration: .seconds(300)), checkpoints: Checkpoints(),
                    metrics: ExtractMetrics(StageMetrics(.extract)), logger: bus.logger)
                guard case .success? = await handler.handle([delivery]).first else {
                    Issue.record("not handled")
                    return
                }
                // The delivery is not settled yet, but its work is safe.
                #expect(try await bus.depth(of: "etl.transform") == 1)
                #expect(try await bus.depth(of: "etl.extract") == 1)
                delivery.ack()
            }
            let next = try #require(try await bus.take(1, from: "etl.extract").first)
            let rest = try ExtractJob(message: next.body)
            #expect(rest.start.sequence == 1 && rest.start.record == 11)
            #expect(rest == job.starting(at: rest.start))
            let first = try await bus.take(1, from: "etl.transform")
            #expect(try (first.map(\.body) + Self.wanted(rest).map(\.body)) == Self.wanted(job).map(\.body))
        }
    }

    /// Gives `body` the delivery of a job, unsettled.
    private static func withDelivery(_ bus: TestBus, _ body: @escaping (Delivery) async throws -> Void) async throws {
        let consumer = RabbitMQConsumer(
            configuration: bus.configuration, queue: "etl.extract", queues: Stage.queues, prefetch: 1,
            maximumBodyBytes: Message.maximumBodyBytes, logger: bus.logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await consumer.run() }
            let delivery = try #require(await consumer.next())
            try await body(delivery)
            consumer.stop()
            while let more = await consumer.next() { more.requeue() }
            try await group.waitForAll()
        }
    }

    @Test func aStaleDeliveryAbandonsTheSlice() async throws {
        let export = try Export(records: 100)
        let job = try export.job(batchRecords: 1)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            try await Self.withDelivery(bus) { (delivery: Delivery) async throws -> Void in
                try await bus.closeConnections()
                while !delivery.isStale { try await Task.sleep(for: .milliseconds(5)) }
                let handler = ExtractHandler(
                    publisher: bus.publisher, places: SourcePlaces(),
                    limits: SliceLimits(bytes: 1, duration: .seconds(300)), checkpoints: Checkpoints(),
                    metrics: ExtractMetrics(StageMetrics(.extract)), logger: bus.logger)
                guard case .failure(let error)? = await handler.handle([delivery]).first else {
                    Issue.record("handled a stale delivery")
                    return
                }
                #expect(error.fault == .interrupted && error.reason == "stale")
            }
            // The queue has the job itself, and no second one for the rest.
            #expect(try await bus.take(1, from: "etl.extract").first?.redelivered == true)
            #expect(try await bus.depth(of: "etl.extract") == 0)
        }
    }

    @Test func batchesInFrontOfDamageArriveAndTheJobIsDead() async throws {
        let export = try Export(records: 20_000, gzip: true)
        let bytes = try export.bytes
        try export.write(Array(bytes[..<(bytes.count * 3 / 4)]))
        let job = try export.job(batchRecords: 1000)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            let dead = try await bus.running(try await Self.service(bus, bytes: 1 << 40)) { _ in
                try await bus.take(1, from: "etl.extract.dead")
            }
            let letter = try #require(dead.first)
            #expect(try ExtractJob(message: letter.body) == job)
            #expect(letter.headers["etl-stage"] == .string("extract"))
            #expect(letter.headers["etl-reason"] == .string("source-unreadable"))
            guard case .string(let words)? = letter.headers["etl-error"] else {
                Issue.record("no error header")
                return
            }
            #expect(words.contains(export.path) && words.contains("at byte \(bytes.count * 3 / 4)"))
            let count = try await bus.depth(of: "etl.transform")
            #expect(count >= 10)
            let batches = try await bus.take(count, from: "etl.transform")
            let headers = try batches.map { try RawBatch($0.body.span.bytes).header }.sorted {
                $0.id.sequence < $1.id.sequence
            }
            #expect(headers.map(\.id.sequence) == Array(0..<UInt32(count)))
            #expect(headers.allSatisfy { !$0.isLast })
            #expect(try await bus.depth(of: "etl.extract") == 0)
        }
    }

    @Test func nothingOfADamagedMemberArrives() async throws {
        let export = try Export(records: 20_000, gzip: true)
        var bytes = try export.bytes
        bytes[bytes.count / 2] ^= 0x10
        try export.write(bytes)
        let job = try export.job(batchRecords: 1000)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            let dead = try await bus.running(try await Self.service(bus, bytes: 1 << 40)) { _ in
                try await bus.take(1, from: "etl.extract.dead")
            }
            #expect(dead.first?.headers["etl-reason"] == .string("source-unreadable"))
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func aFileThatIsMissingOrChangedMakesItsJobDead() async throws {
        let (gone, changed) = (try Export(records: 5), try Export(records: 5))
        let jobs = [try gone.job(batchRecords: 2), try changed.job(batchRecords: 2)]
        try FileManager.default.removeItem(atPath: gone.path)
        try changed.write(try changed.bytes)
        try await TestBus.with { bus in
            for job in jobs { try await Self.submit(job, bus) }
            let dead = try await bus.running(try await Self.service(bus, bytes: 1)) { _ in
                try await bus.take(2, from: "etl.extract.dead")
            }
            let words = dead.map { "\($0.headers["etl-error"].map { "\($0)" } ?? "")" }
            #expect(words.contains { $0.contains("no such file") && $0.contains(gone.path) })
            #expect(words.contains { $0.contains("modified after") && $0.contains(changed.path) })
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test(arguments: [false, true])
    func aJobForAFileOutsideTheRootsIsDead(gzip: Bool) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("root-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let outside = try Export(records: 5, gzip: gzip)
        let inside = try Export(records: 5, gzip: gzip, in: root)
        let roots = try SourceRoots([root.path])
        try await TestBus.with { bus in
            for export in [outside, inside] { try await Self.submit(try export.job(batchRecords: 5), bus) }
            let service = try await Self.service(bus, bytes: 1, places: SourcePlaces(roots: roots))
            let dead = try await bus.running(service) { _ in
                let batch = try #require(try await bus.take(1, from: "etl.transform").first)
                #expect(batch.body == (try Self.wanted(try inside.job(batchRecords: 5)).first?.body))
                return try await bus.take(1, from: "etl.extract.dead")
            }
            #expect(dead.first?.headers["etl-reason"] == .string("outside-roots"))
            let words = "\(dead.first?.headers["etl-error"].map { "\($0)" } ?? "")"
            #expect(words.contains(outside.path) && words.contains(root.lastPathComponent))
            #expect(words.contains("--source-root") && words.contains("replay"))
            #expect(try await bus.depth(of: "etl.extract") == 0)
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func whatIsNoJobIsDead() async throws {
        try await TestBus.with { bus in
            try await bus.publisher.publish(Message(id: "x", body: [1, 2, 3]), to: "etl.extract")
            let dead = try await bus.running(try await Self.service(bus, bytes: 1)) { _ in
                try await bus.take(1, from: "etl.extract.dead")
            }
            #expect(dead.first?.headers["etl-reason"] == .string("not-a-job"))
            #expect(dead.first?.body == [1, 2, 3])
        }
    }
}

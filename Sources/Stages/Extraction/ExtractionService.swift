import Bus
import Downloads
import Logging
import NodeReading
import RabbitMQ
import Runtime
import ServiceHost
import ServiceLogging
import ServiceMetrics
package import ServiceSettings
import SourceReading
import Telemetry

/// The extractor as a service: consumes extract jobs until shutdown.
package enum ExtractionService {
    /// Puts the service together and runs it.
    ///
    /// - Parameters:
    ///   - roots: the directories of the command line; empty to use the settings.
    ///   - urls: the link prefixes of the command line; empty to use the settings.
    package static func run(_ settings: Settings, roots: [String], urls: [String]) async throws {
        let logger = try settings.logger(label: "extractor")
        let stage = try StageSettings(.extract, settings)
        let limits = try settings.sliceLimits()
        let telemetry = try ServiceTelemetry(.extract, settings, logger: logger)
        let metrics = StageMetrics(.extract)
        let extraction = ExtractMetrics(metrics)
        let nodes = NodeMetrics(outcomes: NodeOutcome.allCases.map(\.rawValue))
        let places = try settings.sourcePlaces(roots: roots, urls: urls, logger: logger, nodeObserver: nodes.note) {
            retry in
            extraction.retriedDownload()
            logger.debug("Retrying a download", metadata: retry.metadata)
        }
        let publisher = RabbitMQPublisher(
            configuration: stage.broker, queues: Stage.queues, logger: logger, observer: metrics.publisher)
        let checkpoints = Checkpoints()
        let parked = ParkedReadings(capacity: max(1, stage.workers / 2))
        let activity = ReadingActivity(patience: limits.reading / 4)
        let links = LinkTurns(workers: stage.workers)
        let sightings = SightingBoard()
        telemetry.health.watch { activity.outcomes }
        let service = StageService(
            stage, publisher: publisher, metrics: metrics, logger: logger, health: telemetry.health
        ) {
            ExtractHandler(
                publisher: publisher, places: places, limits: limits, checkpoints: checkpoints, parked: parked,
                activity: activity, sightings: sightings, links: links, metrics: extraction, logger: logger)
        }
        let reporter = SightingReporter(board: sightings, publisher: publisher, logger: logger)
        // A report may wait for the broker, and the service does not wait for it when it ends.
        let reports = Task { await reporter.run() }
        defer { reports.cancel() }
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }
}

extension NodeMetrics {
    /// Counts what is noticed of nodes.
    fileprivate func note(_ notice: NodeNotice) {
        switch notice {
        case .requested(let node, let url, let outcome): requested(node, url: url, outcome.rawValue)
        case .allowed(let node, let url, let rate): allowed(node, url: url, perSecond: rate)
        case .asking(let node, let blocks): asking(node, blocks: blocks)
        }
    }
}

extension Settings {
    /// The most seconds between a checkpoint and the end of a batch that begins just before the next. The broker redelivers a
    /// job that is not acknowledged after 30 minutes.
    static let mostSecondsOfADelivery = 1700

    /// The limits of a slice.
    func sliceLimits() throws(SettingsError) -> SliceLimits {
        let slice = try integer(.sliceSeconds, default: 300, in: 1...1200)
        let reading = try integer(.readSeconds, default: 1200, in: 4...Self.mostSecondsOfADelivery)
        // A worker inside a silent download sees no limit. The usual silence is within the margin.
        let silence = max(0, Int((try downloadPolicy().silence - DownloadPolicy.service().silence).components.seconds))
        let most = Self.mostSecondsOfADelivery - silence
        guard slice + reading <= most else {
            let because = silence == 0 ? "" : " with this \(SettingKey.sourceRequestSeconds.environmentName)"
            throw SettingsError(
                """
                \(SettingKey.sliceSeconds.environmentName) and \(SettingKey.readSeconds.environmentName) are \(slice) and \(reading), \
                and may be \(most) together\(because): the broker takes a job away that is not done after 30 minutes
                """)
        }
        return SliceLimits(
            bytes: try integer(.sliceBytes, default: 256 << 20, in: 1...(1 << 50)),
            duration: .seconds(slice), reading: .seconds(reading),
            text: TextLimits(
                ratio: try integer(.sourceTextRatio, default: TextLimits.usual.ratio, in: 1...Int(Int32.max)),
                bytes: UInt64(
                    try integer(.sourceTextBytes, default: Int(TextLimits.usual.bytes), in: 1...(1 << 60)))),
            columnar: try columnarLimits())
    }

    private func columnarLimits() throws(SettingsError) -> ColumnarLimits {
        var limits = ColumnarLimits()
        limits.footerBytes = try integer(.parquetFooterBytes, default: limits.footerBytes, in: 1024...(1 << 31))
        limits.pageBytes = try integer(.parquetPageBytes, default: limits.pageBytes, in: 1024...(1 << 31))
        limits.dictionaryBytes = try integer(
            .parquetDictionaryBytes, default: limits.dictionaryBytes, in: 1024...(1 << 31))
        limits.groupBytes = try integer(.parquetGroupBytes, default: limits.groupBytes, in: 1024...(1 << 40))
        return limits
    }
}

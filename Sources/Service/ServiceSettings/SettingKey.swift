/// The name of a setting: `etl.workers` is the flag's key, the path in a YAML file, and `ETL_WORKERS` in the environment.
package struct SettingKey: Sendable, Hashable, ExpressibleByStringLiteral {
    package let path: String
    /// The path from which the name of the environment variable is made.
    let environmentPath: String

    package init(stringLiteral path: String) {
        self.init(path, environment: path)
    }

    /// A setting whose environment variable is not named after its path.
    init(_ path: String, environment: String) {
        self.path = path
        environmentPath = environment
    }

    /// The name of the environment variable.
    package var environmentName: String {
        environmentPath.uppercased().replacing(".", with: "_")
    }
}

extension SettingKey {
    /// The broker: `amqp://user:password@host:port/vhost`. A secret, so `RABBITMQ_URL_FILE` may name a file with it.
    package static let brokerURL: SettingKey = "rabbitmq.url"
    /// RabbitMQ's management API: `http://user:password@host:15672`. A secret, so `RABBITMQ_MANAGEMENT_URL_FILE` may name a file.
    package static let managementURL: SettingKey = "rabbitmq.management.url"
    /// The CA certificates that verify the broker's certificate; by default the system's.
    package static let brokerAuthority: SettingKey = "rabbitmq.ca.file"
    /// A client certificate for the broker.
    package static let brokerCertificate: SettingKey = "rabbitmq.cert.file"
    /// The key of the client certificate.
    package static let brokerKey: SettingKey = "rabbitmq.key.file"
    /// The database: anything libpq accepts. A secret, so `DATABASE_URL_FILE` may name a file with it.
    package static let databaseURL: SettingKey = "database.url"
    /// Number of workers of a service; for the loader, of its database connections.
    package static let workers: SettingKey = "etl.workers"
    /// The most deliveries that a service holds. Bounds its memory.
    package static let prefetch: SettingKey = "etl.prefetch"
    /// The most bytes of messages that a service holds, and of what its workers make of them.
    package static let memoryBytes: SettingKey = "etl.memory.bytes"
    /// Number of records in a batch; fixed when a source is first submitted.
    package static let batchRecords: SettingKey = "etl.batch.records"
    /// Directories from which the extractor can read sources, separated by colons, or a list in a YAML file.
    package static let sourceRoots: SettingKey = "etl.source.roots"
    /// URL prefixes from which the extractor can download, separated by spaces or commas, or a list in a YAML file.
    package static let sourceURLs: SettingKey = "etl.source.urls"
    /// The parameters of links that are no secrets and may be shown, separated by spaces or commas, or a list in a YAML file.
    package static let harmlessParameters: SettingKey = "etl.source.harmless.parameters"
    /// The CA certificates that verify servers of sources; by default those of `SSL_CERT_FILE`, or the system's.
    package static let sourceAuthority: SettingKey = "etl.source.ca.file"
    /// The most bytes of downloads that a process keeps on disk, to read them again; 0 keeps none.
    package static let sourceCacheBytes: SettingKey = "etl.source.cache.bytes"
    /// Nodes of chains: `name=https://host/path`, separated by spaces or commas. URLs have keys, so `ETL_NODES_FILE` may name a
    /// file with them.
    package static let nodes: SettingKey = "etl.nodes"
    /// The number of blocks of a source from a node.
    package static let nodeBlocks: SettingKey = "etl.node.blocks"
    /// How transfers from a node are verified: `none`, `receipts` or `second`.
    package static let nodeVerify: SettingKey = "etl.node.verify"
    /// Bytes of a source after which the extractor publishes a checkpoint.
    package static let sliceBytes: SettingKey = "etl.slice.bytes"
    /// Seconds after which the extractor publishes a checkpoint.
    package static let sliceSeconds: SettingKey = "etl.slice.seconds"
    /// Seconds of reading after which an extractor gives a source up that yields no batch.
    package static let readSeconds: SettingKey = "etl.read.seconds"
    /// The least bytes a second that the server of a source sends; 0 for none.
    package static let sourceLeastRate: SettingKey = "etl.source.least.rate"
    /// Seconds for which the extractor waits for a response of a link's server, and for each further part of it.
    package static let sourceRequestSeconds: SettingKey = "etl.source.request.seconds"
    /// Seconds for which commands wait for the beginning of a link.
    package static let sourceTimeout: SettingKey = "etl.source.timeout"
    /// The most bytes of text for each byte of a compressed source.
    package static let sourceTextRatio: SettingKey = "etl.source.text.ratio"
    /// The most bytes of text of a compressed source.
    package static let sourceTextBytes: SettingKey = "etl.source.text.bytes"
    /// The largest footer of a Parquet file, in bytes.
    package static let parquetFooterBytes: SettingKey = "etl.parquet.footer.bytes"
    /// The largest page of a Parquet file, in bytes.
    package static let parquetPageBytes: SettingKey = "etl.parquet.page.bytes"
    /// The largest dictionary of a Parquet column, in bytes.
    package static let parquetDictionaryBytes: SettingKey = "etl.parquet.dictionary.bytes"
    /// The most bytes of a row group of a Parquet file in memory at once.
    package static let parquetGroupBytes: SettingKey = "etl.parquet.group.bytes"
    /// The most batches that the loader commits together.
    package static let batchesPerTransaction: SettingKey = "etl.batches.per.transaction"
    /// The port of the service's HTTP endpoints; 0 is none.
    package static let httpPort = SettingKey("etl.http.port", environment: "http.port")
    /// The port for nothing but the probes of an orchestrator; 0 is none.
    package static let probePort = SettingKey("etl.probe.port", environment: "probe.port")
    /// The address of this machine to which the ports are bound.
    package static let httpHost = SettingKey("etl.http.host", environment: "http.host")
    /// `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`.
    package static let logLevel: SettingKey = "log.level"
    /// `text`, `json`, or `auto`: text on a terminal, JSON elsewhere.
    package static let logFormat: SettingKey = "log.format"
}

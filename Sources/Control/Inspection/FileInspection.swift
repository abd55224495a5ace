package import DisplayText
package import Downloads
package import ETLModels
package import SourceDescriptions
package import SourceReading
package import Submission

/// The inspection of a file, without any server. The keys are a contract with scripts: all are always present.
package struct FileInspection: Encodable, Sendable {
    /// The file as a source of records of one kind.
    package struct Source: Encodable, Sendable {
        package let kind: String
        package let columns: [ColumnOrigin]
        package let check: RecordCheck
    }

    package let path: String
    /// The stored size.
    @Nullable package var bytes: UInt64?
    @Nullable package var compression: String?
    @Nullable package var format: String?
    @Nullable package var delimiter: String?
    /// Whether the file does not contain field names.
    package var headerless = false
    /// The field names in the file.
    var fields: [String] = []
    /// The fields that are neither stored nor checked.
    package var ignored: [String] = []
    /// The item types of a stream.
    @Nullable package var items: ItemTypes?
    /// What a Parquet file says of itself.
    @Nullable package var parquet: ParquetOutline?
    package var sources: [Source] = []
    /// The reason for which the file cannot be submitted; nil if it can.
    @Nullable package var failure: String?
    /// The advice that makes an unfit header fit; not in the document.
    package private(set) var advice: UnfitHeader.Advice?
    /// Columns that are not loaded although it may be expected; not in the document, which has ``ignored``.
    package private(set) var unread: UnreadColumns?
    /// Whether the file can be submitted, even with rejects.
    var canBeSubmitted = false

    private enum CodingKeys: String, CodingKey {
        case path, bytes, compression, format, delimiter, headerless, fields, ignored, items, parquet, sources, failure
        case canBeSubmitted
    }

    package init(
        path: String, bytes: UInt64? = nil, compression: String? = nil, format: String? = nil, delimiter: String? = nil,
        headerless: Bool = false, fields: [String] = [], ignored: [String] = [], items: ItemTypes? = nil,
        sources: [Source] = [], failure: String? = nil, canBeSubmitted: Bool = false
    ) {
        self.path = path
        self.bytes = bytes
        self.compression = compression
        self.format = format
        self.delimiter = delimiter
        self.headerless = headerless
        self.fields = fields
        self.ignored = ignored
        self.items = items
        self.sources = sources
        self.failure = failure
        self.canBeSubmitted = canBeSubmitted
    }

    /// Whether the file can be submitted, and the part that was read is not damaged and has no record that holds others.
    package var isSound: Bool {
        canBeSubmitted && sources.allSatisfy { $0.check.damage == nil && $0.check.heldLines == 0 }
    }
}

extension FileInspection {
    /// The settings of an inspection.
    package struct Request: Sendable {
        /// The access to files and links.
        var places = SourcePlaces()
        var kind: RecordKind?
        /// What is known of the fields' names.
        var naming = ColumnNaming()
        /// The chain of the database that the file is for.
        var chain = ChainID.ethereum
        var limits: RecordChecker.Limits
        /// Follows all reading behind the beginning; nil to read as an extractor does, for as long as that takes.
        var watch: ReadingWatch?

        fileprivate var reading: ReadingWatch { watch ?? ReadingWatch() }

        package init(
            places: SourcePlaces = SourcePlaces(), kind: RecordKind? = nil,
            naming: ColumnNaming = ColumnNaming(), chain: ChainID = .ethereum, limits: RecordChecker.Limits,
            watch: ReadingWatch? = nil
        ) {
            self.watch = watch
            self.places = places
            self.kind = kind
            self.naming = naming
            self.chain = chain
            self.limits = limits
        }
    }

    /// Reads the beginning of a file, and the requested number of records. Blocks.
    ///
    /// - Parameter file: a path, or a link.
    package init(of file: String, _ request: Request) {
        let link = request.places.link(file)
        path = link?.name ?? SourceFiles.absolutePath(file)
        let opener = request.places.opener(for: link)
        defer { request.places.forget(path) }
        do throws(SourceError) {
            let inspection = try SourceInspection(path: path, opener: opener, naming: request.naming)
            describe(inspection)
            check(inspection, request, opener, link, first: request.places.keepingDownloads.opener(for: link))
        } catch {
            failure = error.fault
        }
    }

    private mutating func describe(_ inspection: SourceInspection) {
        let description = inspection.description(for: inspection.kinds.first)
        bytes = description.size
        compression = description.compression.rawValue
        format = description.format.name
        parquet = inspection.parquetOutline
        // Only the text of rejects has one.
        delimiter = parquet == nil ? Self.name(of: description.delimiter) : nil
        headerless = description.isHeaderless
        fields = inspection.names
    }

    /// - Parameter first: opens the file for the first reading of all of it.
    private mutating func check(
        _ inspection: SourceInspection, _ request: Request, _ opener: any SourceOpener, _ link: SourceLink?,
        first: any SourceOpener
    ) {
        let kinds: [RecordKind]
        do throws(UnfitHeader) {
            kinds = try inspection.recordKinds(asked: request.kind, renames: request.naming.renames)
        } catch {
            failure = error.description
            advice = error.advice
            return
        }
        do throws(SourceError) {
            for kind in kinds { try SourceFitness.check(path, link, kind, inspection.description(for: kind)) }
            if kinds.isEmpty { try Self.readToEnd(path, opener, inspection.description(for: nil), request.reading) }
        } catch {
            failure = error.fault
            return
        }
        canBeSubmitted = true
        let descriptions = kinds.map { inspection.description(for: $0) }
        let damage = descriptions.first.map { findDamage(of: $0, first, request) } ?? .success(nil)
        for (kind, description) in zip(kinds, descriptions) {
            var checker = RecordChecker(
                path, opener, description, kind, chain: request.chain, damage: damage, request.limits,
                watch: request.reading)
            sources.append(
                Source(kind: kind.name, columns: ColumnOrigin.all(of: kind, inspection), check: checker.run()))
        }
        if inspection.isMixed, let description = descriptions.first, let kind = kinds.first {
            items = ItemTypes(
                path: path, opener, description, kind: kind, checked: request.limits.checked,
                watch: request.reading)
        }
        ignored = kinds.isEmpty ? [] : inspection.unreadNames(by: kinds)
        unread = kinds.first.flatMap {
            UnreadColumns(inspection, uri: path, as: $0, isAsked: request.kind != nil)
        }
    }

    /// Reads a file of which no kind is known. It has no records, unless it is broken.
    private static func readToEnd(
        _ path: String, _ opener: any SourceOpener, _ source: SourceDescription, _ watch: ReadingWatch
    ) throws(SourceError) {
        let limits = BatchLimits(records: 1000)
        var reader = try SourceReader(
            path: path, opener: opener, source: source, limits: limits, watch: watch)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        let id = BatchID(source: SourceID(words: (0, 0)), sequence: 0)
        while let cut = try reader.nextBatch(into: &builder) {
            _ = builder.finish(id: id, firstRecord: 1, sourceBytes: 0, isLast: cut.isLast)
        }
    }

    /// The damage that an extractor would find before the first batch; in a large file, only for a full check.
    private func findDamage(
        of source: SourceDescription, _ opener: any SourceOpener, _ request: Request
    ) -> Result<SourceDamage?, SourceError> {
        let limits = request.limits
        guard limits.checked == nil || source.size <= limits.verified else { return .success(nil) }
        do throws(SourceError) {
            let found = try SourceCheck.verify(
                path: path, opener: opener, source: source, watch: request.watch ?? ReadingWatch(textLimits: .usual))
            guard case .damaged(let damage) = found else { return .success(nil) }
            return .success(damage)
        } catch {
            return .failure(error)
        }
    }

    private static func name(of delimiter: UInt8) -> String? {
        switch delimiter {
        case 0: nil
        case UInt8(ascii: ","): "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        default: String(UnicodeScalar(delimiter))
        }
    }
}

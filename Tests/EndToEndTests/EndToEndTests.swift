import Testing

/// The executables in use by an operator, on real servers, compared with an independent reader of the same files.
///
/// The tests are serialized: each starts several processes.
@Suite(.serialized, .enabled(if: Reference.isAvailable, "python3 and psql are needed to read the files independently"))
struct EndToEndTests {}

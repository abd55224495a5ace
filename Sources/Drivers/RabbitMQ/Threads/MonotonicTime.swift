internal import Glibc

/// A point in time of the monotonic clock, small enough for an atomic.
struct MonotonicTime: Comparable {
    let nanoseconds: UInt64

    static func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + UInt64(max(0, duration.inNanoseconds)))
    }

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Time since an earlier point; zero since a later one.
    func since(_ earlier: MonotonicTime) -> Duration { remaining(from: earlier) }

    /// Time from now until this point; zero once it has passed.
    func remaining(from now: MonotonicTime = .now()) -> Duration {
        .nanoseconds(self > now ? Int64(nanoseconds - now.nanoseconds) : 0)
    }
}

extension Duration {
    var inNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }

    /// For poll(2): rounded up, so that a wait does not end early.
    var inMillisecondsRoundedUp: Int32 {
        Int32(clamping: (inNanoseconds + 999_999) / 1_000_000)
    }

    /// For people: whole seconds.
    var wholeSeconds: Int64 { components.seconds }
}

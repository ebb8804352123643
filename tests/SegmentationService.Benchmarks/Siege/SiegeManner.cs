namespace SegmentationService.Benchmarks.Siege;

/// <summary>How a request is sent, and its answer read.</summary>
internal enum SiegeManner
{
    /// <summary>As programs do.</summary>
    AtOnce,

    /// <summary>The body comes a few bytes at a time.</summary>
    Slowly,

    /// <summary>The answer is not read for half a minute.</summary>
    Unread,

    /// <summary>The connection is broken off in the middle of the body.</summary>
    BrokenOff,
}

namespace SegmentationService.Benchmarks.Siege;

/// <summary>A request that somebody with a key of scope predict may send to do harm.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Path">Address and query.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Bytes">The body as it is sent.</param>
internal sealed record SiegeBody(string Name, string Path, string ContentType, byte[] Bytes)
{
    /// <summary>The Content-Encoding; null for none.</summary>
    public string? Encoding { get; init; }

    /// <summary>The form of the answer that is asked for; null for any.</summary>
    public string? Accept { get; init; }

    /// <summary>How it is sent and its answer read.</summary>
    public SiegeManner Manner { get; init; } = SiegeManner.AtOnce;
}

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

namespace SegmentationService.Benchmarks.Siege;

/// <summary>A request that somebody with a key may send to do harm.</summary>
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

    /// <summary>Whether a training is to go on as a job when it has been received.</summary>
    public bool IsAsync { get; init; }

    /// <summary>The page that sends it, as a browser says; null for a program.</summary>
    public string? Origin { get; init; }

    /// <summary>How it is sent and its answer read.</summary>
    public SiegeManner Manner { get; init; } = SiegeManner.AtOnce;
}

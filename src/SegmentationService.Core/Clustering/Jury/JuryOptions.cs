namespace SegmentationService.Core.Clustering.Jury;

/// <summary>How jurors are found.</summary>
public sealed record JuryOptions
{
    /// <summary>The number of jurors: <see cref="Jurors.Usual"/> or <see cref="Jurors.Few"/>. A share of votes is as exact as there are many.</summary>
    public required int Jurors { get; init; }

    /// <summary>See <see cref="KMeansOptions.Restarts"/>: jurors are to find what the clustering would have found.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>Where the random draws begin: the same seed gives the same jurors, bit for bit.</summary>
    public long Seed { get; init; } = 42;
}

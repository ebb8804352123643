using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Storage.Format;

/// <summary>How the training customers are distributed; since format 7. Those of the segments are their sizes, and stand there.</summary>
internal sealed record DriftRecord(BinsRecord[] Features, int[] Missing, BinsRecord Distance)
{
    /// <summary>The record of a reference.</summary>
    public static DriftRecord Of(DriftReference reference) => new([.. reference.Features.Select(BinsRecord.Of)], [.. reference.Missing], BinsRecord.Of(reference.Distance));

    /// <summary>The reference again.</summary>
    /// <param name="segments">The segments of the model, in its order.</param>
    public DriftReference ToReference(IEnumerable<SegmentRecord> segments) =>
        new([.. Features.Select(bins => bins.ToBins())], Missing, [.. segments.Select(segment => segment.Size)], Distance.ToBins());
}

/// <summary>Customers in bins: edges as float32, and one more count than edges.</summary>
internal sealed record BinsRecord(float[] Edges, int[] Counts)
{
    /// <summary>The record of bins.</summary>
    public static BinsRecord Of(BinnedCounts bins) => new([.. bins.Edges], [.. bins.Counts]);

    /// <summary>The bins again.</summary>
    public BinnedCounts ToBins() => new(Edges, Counts);
}

namespace SegmentationService.Core.Features;

/// <summary>The values of a feature that lie in several parts, one after the other. What is fitted to them is what is fitted to all in one place, bit for bit.</summary>
/// <param name="parts">The values of each part.</param>
/// <param name="all">All values, for their order.</param>
/// <param name="present">Those of them that were not filled in.</param>
internal sealed class FeatureInParts(IFeatureValues[] parts, IColumnValues all, IColumnValues present) : IFeatureValues
{
    /// <inheritdoc/>
    public int Present => present.Count;

    /// <inheritdoc/>
    public bool HasFilled => present.Count < all.Count;

    /// <inheritdoc/>
    public OrderStatistics Order(bool ofAll) => OrderStatistics.Of(ofAll ? all : present);

    /// <inheritdoc/>
    public MeanSum SumOf(Feature form, bool ofAll)
    {
        var sum = new MeanSum();
        foreach (var part in parts) sum.Add(part.SumOf(form, ofAll));
        return sum;
    }

    /// <inheritdoc/>
    public Moments MomentsOf(Feature form, bool ofAll, MeanSum sum, bool withCubes)
    {
        var moments = new Moments(sum);
        foreach (var part in parts) moments.Add(part.MomentsOf(form, ofAll, sum, withCubes));
        return moments;
    }

    /// <inheritdoc/>
    public int CountClipped(Feature form) => parts.Sum(part => part.CountClipped(form));
}

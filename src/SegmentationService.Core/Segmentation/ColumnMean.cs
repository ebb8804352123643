namespace SegmentationService.Core.Segmentation;

/// <summary>The mean of a column over some customers.</summary>
/// <param name="Name">The column.</param>
/// <param name="Mean">The mean of those who have a value, in original units; null where none has.</param>
/// <param name="Missing">How many have none.</param>
public sealed record ColumnMean(string Name, double? Mean, int Missing)
{
    /// <summary>The mean over several groups of customers. O(groups).</summary>
    /// <param name="name">The column.</param>
    /// <param name="groups">in: of each its customers, the mean of those who have a value, and how many have none.</param>
    internal static ColumnMean Over(string name, IEnumerable<(int Customers, double? Mean, int Missing)> groups)
    {
        var (mean, present, missing) = (0.0, 0L, 0);
        foreach (var group in groups)
        {
            missing += group.Missing;
            var own = group.Customers - group.Missing;
            if (group.Mean is not { } ofOwn || own == 0) continue;
            present += own;
            mean = (mean * ((double)(present - own) / present)) + (ofOwn * ((double)own / present));
        }

        return new ColumnMean(name, present > 0 ? mean : null, missing);
    }
}

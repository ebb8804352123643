namespace SegmentationService.Core.Charts;

/// <summary>
/// What there is to see of a model: its customers on a map, the distributions of its features, and how well each customer lies in its
/// segment. Small however many customers there are, and a function of the same table, options and seed.
/// </summary>
/// <param name="Map">The feature space seen from its two widest sides.</param>
/// <param name="Customers">Some of the customers, each segment with its share of them, in the order of the table.</param>
/// <param name="Histograms">For each feature of the model the distribution of its values in each segment.</param>
/// <param name="Effects">For each segment how far its centroid lies from the mean of all customers in each feature, as its profile says,, in standard deviations.</param>
/// <param name="Silhouettes">For each segment the mean silhouette of its customers; empty when there is only one segment.</param>
/// <param name="Sampled">The number of customers that histograms and silhouettes were computed on.</param>
public sealed record SegmentCharts(
    CustomerMap Map,
    IReadOnlyList<ShownCustomer> Customers,
    IReadOnlyList<FeatureHistogram> Histograms,
    IReadOnlyList<double[]> Effects,
    IReadOnlyList<double> Silhouettes,
    int Sampled);

/// <summary>One customer on the map.</summary>
/// <param name="Id">The id; the 1-based row where there is no id column.</param>
/// <param name="Segment">0-based.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Silhouette">How well it lies in its segment, -1 to 1; null when there is only one segment.</param>
public sealed record ShownCustomer(string Id, int Segment, MapPlace Place, double? Silhouette);

/// <summary>The values of one feature, counted by segment in bins.</summary>
/// <param name="Feature">The name of the feature.</param>
/// <param name="Bins">The bins in ascending order, in original units.</param>
/// <param name="Counts">For each segment, the largest first and at most <see cref="MostSegments"/> of them, the customers in each bin.</param>
public sealed record FeatureHistogram(string Feature, IReadOnlyList<HistogramBin> Bins, IReadOnlyList<int[]> Counts)
{
    /// <summary>Nobody looks at more distributions at once.</summary>
    public const int MostSegments = 50;
}

/// <summary>The values from one bound to another; the upper one belongs to the next bin, except in the last. Equal bounds: this value only.</summary>
/// <param name="From">The lower bound in original units.</param>
/// <param name="To">The upper bound in original units.</param>
public readonly record struct HistogramBin(double From, double To);

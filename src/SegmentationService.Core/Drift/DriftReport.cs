namespace SegmentationService.Core.Drift;

/// <summary>What has changed since the training, of all that is compared: one correction for all tests.</summary>
/// <param name="Features">For each feature its test.</param>
/// <param name="Missing">For each input the test of who lacks a value.</param>
/// <param name="Segments">The test of how many customers each segment has.</param>
/// <param name="Distance">The test of the distances to the own centroid.</param>
public sealed record DriftReport(IReadOnlyList<DriftTest> Features, IReadOnlyList<DriftTest> Missing, DriftTest Segments, DriftTest Distance)
{
    /// <summary>All of them.</summary>
    public IEnumerable<DriftTest> All => [.. Features, .. Missing, Segments, Distance];

    /// <summary>Compares live customers with those of a training. O(bins).</summary>
    /// <param name="reference">The training.</param>
    /// <param name="live">in: the counts of live customers, in the cells of <see cref="DriftCells"/>.</param>
    public static DriftReport Of(DriftReference reference, ReadOnlySpan<long> live)
    {
        var cells = new DriftCells(reference);
        var tests = new List<DriftTest>(reference.Features.Count + reference.Missing.Count + 2);
        for (var f = 0; f < reference.Features.Count; f++) tests.Add(DriftTest.Of(reference.Features[f].Counts, cells.Feature(live, f)));
        var customers = cells.Customers(live);
        for (var i = 0; i < reference.Missing.Count; i++)
        {
            var missing = cells.Missing(live, i);
            tests.Add(DriftTest.Of([reference.Customers - reference.Missing[i], reference.Missing[i]], [customers - missing, missing]));
        }

        tests.Add(DriftTest.Of(reference.Segments, cells.Segments(live)));
        tests.Add(DriftTest.Of(reference.Distance.Counts, cells.Distance(live)));
        var judged = DriftTest.Judged(tests);
        var features = reference.Features.Count;
        return new DriftReport(judged[..features], judged[features..^2], judged[^2], judged[^1]);
    }
}

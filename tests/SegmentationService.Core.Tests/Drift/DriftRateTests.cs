using SegmentationService.Core.Clustering;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Segmentation;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Drift;

/// <summary>
/// Protects how often drift is told: hardly ever where there is none, nearly always where a feature has moved by a quarter of its deviation. Real tables, cut anew for each window into
/// 3,000 customers of training and others that are live, so that both are of one distribution.
/// </summary>
public sealed class DriftRateTests(ITestOutputHelper output)
{
    private const int Training = 3_000;

    [SharedDataTheory]
    [InlineData("online_retail_rfm", 200)]
    [InlineData("online_retail_rfm", 1_000)]
    [InlineData("telco_customer_churn", 200)]
    [InlineData("telco_customer_churn", 1_000)]
    public void Windows_WithoutDrift_SeldomSaySo(string set, int live)
    {
        const int Windows = 600;
        var (any, drift) = (0, 0);
        var customers = Customers.Of(set);
        for (var window = 0; window < Windows; window++)
        {
            var report = customers.Window(new SeededRandom(5, window), live, shift: 0);
            any += report.All.Any(test => test.Q < 0.05) ? 1 : 0;
            drift += report.All.Any(test => test.IsDrift) ? 1 : 0;
        }

        var (low, high) = Limits(any, Windows);
        output.WriteLine($"{set}, {live} live customers: any q < 0.05 in {any} of {Windows} windows (95 % limits {low:p1} to {high:p1}), drift in {drift}");
        Assert.InRange((double)any / Windows, 0.03, 0.10);
        Assert.InRange((double)drift / Windows, 0, 0.03);
    }

    [SharedDataTheory]
    [InlineData("online_retail_rfm")]
    [InlineData("telco_customer_churn")]
    public void Windows_OfAThousandMovedByAQuarterDeviation_AreFound(string set)
    {
        const int Windows = 300;
        var found = 0;
        var customers = Customers.Of(set);
        for (var window = 0; window < Windows; window++) found += customers.Window(new SeededRandom(6, window), 1_000, shift: 0.25).Features[0].IsDrift ? 1 : 0;

        var (low, high) = Limits(found, Windows);
        output.WriteLine($"{set}: found in {found} of {Windows} windows (95 % limits {low:p1} to {high:p1})");
        Assert.True(low >= 0.95, $"{found} of {Windows}");
    }

    /// <summary>Wilson 1927, doi 10.1080/01621459.1927.10502953.</summary>
    private static (double Low, double High) Limits(int hits, int trials)
    {
        const double Z = 1.96;
        var share = (double)hits / trials;
        var middle = (share + (Z * Z / (2 * trials))) / (1 + (Z * Z / trials));
        var half = Z / (1 + (Z * Z / trials)) * Math.Sqrt((share * (1 - share) / trials) + (Z * Z / (4.0 * trials * trials)));
        return (middle - half, middle + half);
    }

    /// <summary>The customers of a table as a model of it sees them: coordinates, segments, distances.</summary>
    private sealed class Customers(float[][] features, int[] segments, float[] distances, double deviation)
    {
        public static Customers Of(string set)
        {
            var options = new TrainingOptions { Clusters = 5, Restarts = 2 };
            var prepared = SegmentTrainer.Prepare(SharedData.Table(set), options, Parallelism.None);
            var segmented = SegmentTrainer.Assign(prepared, SegmentTrainer.Search(prepared, options, Parallelism.None), Parallelism.None);
            float[][] features = [.. Enumerable.Range(0, prepared.Points.Features).Select(f => Enumerable.Range(0, prepared.Points.Count).Select(i => prepared.Points[i, f]).ToArray())];
            var mean = features[0].Average(value => (double)value);
            return new Customers(features, segmented.Labels, [.. segmented.SquaredDistances.Select(MathF.Sqrt)], Math.Sqrt(features[0].Average(value => (value - mean) * (value - mean))));
        }

        public DriftReport Window(SeededRandom random, int live, double shift)
        {
            var order = Enumerable.Range(0, segments.Length).ToArray();
            for (var i = 0; i < live + Training; i++)
            {
                var other = i + random.NextInt(order.Length - i);
                (order[i], order[other]) = (order[other], order[i]);
            }

            var now = order.AsSpan(0, live);
            var before = order.AsSpan(live, Training);
            var reference = new DriftReference([.. features.Select(_ => new BinnedCounts([], [0]))], [0], CountOf(before), BinnedCounts.Of(Pick(distances, before)));
            BinnedCounts[] bins = new BinnedCounts[features.Length];
            for (var f = 0; f < bins.Length; f++) bins[f] = BinnedCounts.Of(Pick(features[f], before));
            reference = reference with { Features = bins };

            var cells = new List<long>();
            for (var f = 0; f < bins.Length; f++) cells.AddRange(Count(bins[f], Pick(features[f], now), f == 0 ? shift * deviation : 0));
            cells.Add(0);
            cells.AddRange(CountOf(now).Select(count => (long)count));
            cells.AddRange(Count(reference.Distance, Pick(distances, now), 0));
            return DriftReport.Of(reference, cells.ToArray());
        }

        private static long[] Count(BinnedCounts bins, float[] values, double shift)
        {
            var counts = new long[bins.Counts.Count];
            foreach (var value in values)
            {
                var bin = 0;
                while (bin < bins.Edges.Count && bins.Edges[bin] < value + shift) bin++;
                counts[bin]++;
            }

            return counts;
        }

        private static float[] Pick(float[] values, Span<int> customers)
        {
            var picked = new float[customers.Length];
            for (var i = 0; i < picked.Length; i++) picked[i] = values[customers[i]];
            return picked;
        }

        private int[] CountOf(Span<int> customers)
        {
            var counts = new int[5];
            foreach (var customer in customers) counts[segments[customer]]++;
            return counts;
        }
    }
}

using SegmentationService.Core.Charts;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Tests.Clustering;

namespace SegmentationService.Core.Tests.Charts;

public class ChartPainterTests
{
    private static readonly Parallelism TwoThreads = new(2, default);

    [Fact]
    public void Paint_FewCustomers_ShowsAllWithTheSilhouettesOfTheDefinition()
    {
        var (customers, trained, charts) = Paint(CsvTable.Blobs(1, 40, 1, [0, 0], [6, 0], [0, 6]), 3);
        var rows = PointSets.Rows(customers.Points);
        int[] labels = [.. charts.Customers.Select(customer => customer.Segment)];

        Assert.Equal(120, charts.Sampled);
        Assert.Equal(Enumerable.Range(0, 120).Select(customers.Id), charts.Customers.Select(customer => customer.Id));
        Assert.Equal(trained.Report.Profiles.Select(segment => segment.Size), Enumerable.Range(0, 3).Select(c => labels.Count(label => label == c)));
        Assert.Equal(NaiveClustering.Silhouette(rows, labels), charts.Customers.Average(customer => customer.Silhouette!.Value), 1e-6);
        for (var c = 0; c < 3; c++)
            Assert.Equal(charts.Customers.Where(customer => customer.Segment == c).Average(customer => customer.Silhouette!.Value), charts.Silhouettes[c], 1e-9);
    }

    [Fact]
    public void Paint_ManyCustomers_ShowsEachSegmentWithItsShare()
    {
        var (customers, trained, charts) = Paint(CsvTable.Blobs(2, 8_000, 1, [0, 0], [20, 0], [0, 20]), 3);

        Assert.InRange(charts.Sampled, 9_990, 10_000);
        Assert.InRange(charts.Customers.Count, 1_990, ChartPainter.MostShown);
        for (var c = 0; c < 3; c++)
        {
            var shown = charts.Customers.Count(customer => customer.Segment == c) / (double)charts.Customers.Count;
            Assert.Equal(trained.Report.Profiles[c].Size / (double)customers.Points.Count, shown, 0.01);
        }
    }

    [Fact]
    public void Paint_ManyCustomers_EffectsAreThoseOfTheProfilesOverAllOfThem()
    {
        var (customers, trained, charts) = Paint(CsvTable.Blobs(5, 8_000, 3, [0, 0, 4], [20, 0, 1], [0, 20, 9]), 3);

        for (var f = 0; f < customers.Points.Features; f++)
        {
            double[] values = [.. Enumerable.Range(0, customers.Points.Count).Select(i => (double)customers.Points[i, f])];
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            for (var c = 0; c < 3; c++) Assert.Equal((trained.Model.Centroids[c, f] - mean) / deviation, charts.Effects[c][f], 1e-9);
        }

        for (var c = 0; c < 3; c++)
            foreach (var feature in trained.Report.Profiles[c].Distinguishing)
                Assert.Equal(charts.Effects[c][trained.Model.FeatureSet.Features.Select(f => f.Name).ToList().IndexOf(feature.Feature)], feature.Effect);
    }

    [Fact]
    public void Paint_FewDistinctValues_CountsEachOfThem()
    {
        var table = CsvTable.Of(("x", [.. Enumerable.Range(0, 60).Select(i => (double)(i % 3))]), ("y", [.. Enumerable.Range(0, 60).Select(i => i < 30 ? 0.0 : 100.0)]));
        var (_, _, charts) = Paint(table, 2);
        var x = charts.Histograms.Single(histogram => histogram.Feature == "x");

        Assert.Equal([0, 1, 2], x.Bins.Select(bin => bin.From));
        Assert.Equal([0, 1, 2], x.Bins.Select(bin => bin.To));
        Assert.Equal([20, 20, 20], Enumerable.Range(0, 3).Select(bin => x.Counts.Sum(counts => counts[bin])));
    }

    [Fact]
    public void Paint_ManyValues_CountsEachInTheBinThatHoldsIt()
    {
        double[] values = [.. Enumerable.Range(0, 1_000).Select(i => i / 10.0)];
        var (_, _, charts) = Paint(CsvTable.Of(("x", values)), 2);
        var histogram = Assert.Single(charts.Histograms);

        Assert.Equal(ChartPainter.Bins, histogram.Bins.Count);
        Assert.Equal((0, 99.9), (histogram.Bins[0].From, histogram.Bins[^1].To));
        for (var bin = 0; bin < histogram.Bins.Count; bin++)
        {
            var (from, to) = (histogram.Bins[bin].From, histogram.Bins[bin].To);
            var expected = values.Count(value => value >= from && (value < to || bin == histogram.Bins.Count - 1));
            Assert.InRange(histogram.Counts.Sum(counts => counts[bin]), expected - 1, expected + 1); // a value on a bound may be rounded to either side
        }

        Assert.Equal(1_000, histogram.Counts.Sum(counts => counts.Sum()));
    }

    [Fact]
    public void Paint_OneSegment_HasNoSilhouettes()
    {
        var (_, _, charts) = Paint(CsvTable.Blobs(3, 20, 1, [0, 0]), 1);

        Assert.Empty(charts.Silhouettes);
        Assert.All(charts.Customers, customer => Assert.Null(customer.Silhouette));
    }

    [Fact]
    public void Paint_MoreSegmentsThanCanBeShown_KeepsToTheLimits()
    {
        double[] values = [.. Enumerable.Range(0, 21_000).Select(i => (double)(i % 3_000))];
        var (_, trained, charts) = Paint(CsvTable.Of(("x", values)), 2_500);

        Assert.Equal(2_500, trained.Model.Segments.Count);
        Assert.InRange(charts.Customers.Count, 1, ChartPainter.MostShown);
        Assert.Equal(FeatureHistogram.MostSegments, charts.Histograms[0].Counts.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Paint_AnyThreads_GivesTheSame(int threads)
    {
        var table = CsvTable.Blobs(4, 200, 2, [0, 0, 1], [5, 5, 2]);
        var (customers, trained, charts) = Paint(table, 2);
        var segmented = SegmentedCustomers.Of(customers.Points, KMeans.Fit(customers.Points, new KMeansOptions { Clusters = 2, Restarts = 1 }, TwoThreads), TwoThreads);

        var again = ChartPainter.Paint(customers, segmented, trained.Report.Seed, new Parallelism(threads, default));

        Assert.Equal(charts.Customers, again.Customers);
        Assert.Equal(charts.Silhouettes, again.Silhouettes);
    }

    private static (PreparedCustomers Customers, TrainedModel Trained, SegmentCharts Charts) Paint(CustomerTable table, int clusters)
    {
        var options = new TrainingOptions
        {
            Clusters = clusters,
            Restarts = 1,
            Preparation = new PreparationOptions { Derive = false, Transform = TransformMethod.None, Outliers = OutlierHandling.Keep, Scaler = ScalerMethod.None },
        };
        var customers = SegmentTrainer.Prepare(table, options, TwoThreads);
        var choice = SegmentTrainer.Search(customers, options, TwoThreads);
        var segmented = SegmentTrainer.Assign(customers, choice, TwoThreads);
        var trained = SegmentTrainer.Profile(customers, choice, segmented, options, TwoThreads);
        return (customers, trained, ChartPainter.Paint(customers, segmented, options.Seed, TwoThreads));
    }
}

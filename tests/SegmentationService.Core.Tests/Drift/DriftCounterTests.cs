using SegmentationService.Core.Clustering;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Drift;

/// <summary>Protects the counting of live customers: every one once, whoever counts beside it, and the training customers as the training itself counts them.</summary>
public sealed class DriftCounterTests
{
    private static readonly (TrainedModel Trained, PreparedCustomers Customers) Gappy = TrainGappy();

    [Fact]
    public void Count_TrainingCustomers_AreTheCountsOfTheReference()
    {
        var (trained, customers) = Gappy;
        var reference = trained.Report.Drift!;

        var cells = CountAll(trained, customers, threads: 1);

        var places = new DriftCells(reference);
        Assert.Equal(reference.Customers, places.Customers(cells));
        for (var f = 0; f < reference.Features.Count; f++) Assert.Equal(reference.Features[f].Counts.Select(count => (long)count), places.Feature(cells, f).ToArray());
        for (var i = 0; i < reference.Missing.Count; i++) Assert.Equal(reference.Missing[i], places.Missing(cells, i));
        Assert.Equal(reference.Segments.Select(count => (long)count), places.Segments(cells).ToArray());
        Assert.Equal(reference.Distance.Counts.Select(count => (long)count), places.Distance(cells).ToArray());

        // The same customers again are no drift of anything.
        Assert.All(DriftReport.Of(reference, cells).All, test => Assert.True(test is { ChiSquare: < 1e-9, IsDrift: false }, test.ToString()));
    }

    [Fact]
    public void Count_ManyThreads_LosesNone() => Assert.Equal(CountAll(Gappy.Trained, Gappy.Customers, threads: 1), CountAll(Gappy.Trained, Gappy.Customers, threads: 8));

    [Fact]
    public void Reference_OfATable_HasWhatIsMissingAndNobodyElsesValues()
    {
        // By hand: every fifth customer has no y, and none of them counts for y, although the median stands in for it.
        var (trained, customers) = Gappy;
        var reference = trained.Report.Drift!;
        var y = trained.Model.FeatureSet.IndexOf("y");

        Assert.Equal(customers.Rows.Length / 5, reference.Missing[y]);
        Assert.Equal(0, reference.Missing[trained.Model.FeatureSet.IndexOf("x")]);
        var feature = Enumerable.Range(0, trained.Model.FeatureSet.Features.Count).Single(f => trained.Model.FeatureSet.OwnInput(f) == y);
        Assert.Equal(customers.Rows.Length - reference.Missing[y], reference.Features[feature].Customers);
        Assert.Equal(reference.Segments, trained.Report.Profiles.Select(profile => profile.Size));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Reference_OnMoreThreads_IsTheSame(int threads)
    {
        var other = TrainGappy(threads).Trained.Report.Drift!;
        var reference = Gappy.Trained.Report.Drift!;
        for (var f = 0; f < reference.Features.Count; f++)
        {
            Assert.Equal(reference.Features[f].Edges, other.Features[f].Edges);
            Assert.Equal(reference.Features[f].Counts, other.Features[f].Counts);
        }

        Assert.Equal(reference.Distance.Edges, other.Distance.Edges);
        Assert.Equal(reference.Distance.Counts, other.Distance.Counts);
    }

    private static long[] CountAll(TrainedModel trained, PreparedCustomers customers, int threads)
    {
        var counter = new DriftCounter(trained.Model.FeatureSet, trained.Report.Drift!);
        var assigner = new SegmentAssigner(trained.Model);
        new Parallelism(threads, CancellationToken.None).For(customers.Rows.Length, i =>
        {
            double[] inputs = [.. customers.Inputs.Select(input => input.Values[customers.Rows[i]])];
            var (point, nearest) = (new float[customers.Points.Features], new SegmentDistance[1]);
            assigner.Assign(inputs, point, nearest);
            counter.Count(inputs, point, nearest[0].Segment, nearest[0].Distance);
        });
        return counter.Read();
    }

    private static (TrainedModel Trained, PreparedCustomers Customers) TrainGappy(int threads = 1)
    {
        var random = new SeededRandom(17);
        var (x, y) = (new double[2_000], new double[2_000]);
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (random.NextGaussian() + (i % 3 * 8), i % 5 == 0 ? double.NaN : Math.Round(random.NextGaussian() * 3));
        var (table, options, parallelism) = (CsvTable.Of(("x", x), ("y", y)), new TrainingOptions { Clusters = 3 }, new Parallelism(threads, CancellationToken.None));
        var customers = SegmentTrainer.Prepare(table, options, parallelism);
        var choice = SegmentTrainer.Search(customers, options, parallelism);
        return (SegmentTrainer.Profile(customers, choice, SegmentTrainer.Assign(customers, choice, parallelism), options, parallelism), customers);
    }
}

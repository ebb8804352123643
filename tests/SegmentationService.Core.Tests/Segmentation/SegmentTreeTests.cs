using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the tree of a training: its cuts tell what is true of their customers, and are nearly as good as k-means.</summary>
public sealed class SegmentTreeTests
{
    private static readonly Parallelism TwoThreads = new(2, CancellationToken.None);

    [SharedDataTheory]
    [InlineData("online_retail_rfm")]
    [InlineData("mall_customers")]
    [InlineData("wholesale_customers")]
    [InlineData("telco_customer_churn")]
    public void Cuts_OfRealTables_AreNearlyAsGoodAsKMeans(string set)
    {
        var (_, report) = SegmentTrainer.Train(SharedData.Table(set), new TrainingOptions(), TwoThreads);

        var tree = report.Tree!.Tree;
        double[] ratios = [.. report.Selection.Candidates.Where(candidate => candidate.Clusters > 1).Select(candidate => tree.InertiaOf(candidate.Clusters, report.Quality.Inertia) / candidate.Inertia)];

        Assert.Equal(9, ratios.Length);
        Assert.True(ratios.Average() <= 1.10, $"{set}: {string.Join(", ", ratios.Select(ratio => ratio.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))}");
    }

    [Fact]
    public void Cut_IntoAsManyPartsAsSegments_IsTheSegments()
    {
        var (model, report) = SegmentTrainer.Train(CsvTable.Blobs(3, 200, 0.8, [0, 0], [6, 1], [3, 7], [9, 9]), new TrainingOptions { Clusters = 4 }, TwoThreads);

        var parts = report.Tree!.Cut(4, report.Profiles);

        Assert.Equal(model.Segments.Count, parts.Count);
        for (var c = 0; c < parts.Count; c++)
        {
            Assert.Equal([c], parts[c].Segments);
            Assert.True(parts[c].IsWhole);
            Assert.Equal((report.Profiles[c].Size, report.Profiles[c].Size), (parts[c].Size, parts[c].Customers));
            Assert.Equal(report.Profiles[c].Statistics.Select(column => (column.Name, Math.Round(column.Mean!.Value, 9))), parts[c].Columns.Select(column => (column.Name, Math.Round(column.Mean!.Value, 9))));
        }
    }

    [Fact]
    public void Cut_IntoAnyNumber_HasTheMeansOfItsCustomers()
    {
        // Five segments of hand-made customers on one line, one without a value of another column: the means of all are those of the table whatever the cut.
        double[] x = [0, 1, 2, 3, 40, 41, 42, 90, 91, 95];
        double[] y = [5, 1, double.NaN, 2, 8, 8, 2, double.NaN, 4, 3];
        var options = new TrainingOptions { Clusters = 3, Preparation = new() { Columns = ["x"] } };
        var (_, report) = SegmentTrainer.Train(CsvTable.Of(("x", x), ("y", y)), options, TwoThreads);
        var tree = report.Tree!;

        Assert.Equal(10, tree.Tree.Leaves);
        for (var parts = 1; parts <= 10; parts++)
        {
            var cut = tree.Cut(parts, report.Profiles);
            Assert.Equal(parts, cut.Count);
            Assert.Equal(10, cut.Sum(part => part.Size));
            Assert.All(cut, part => Assert.Equal(part.Size, part.Customers));
            Assert.Equal(x.Sum(), cut.Sum(part => part.Size * Column(part, "x").Mean!.Value), 1e-9);
            Assert.Equal(33, cut.Sum(part => (part.Size - Column(part, "y").Missing) * (Column(part, "y").Mean ?? 0)), 1e-9);
            Assert.Equal(2, cut.Sum(part => Column(part, "y").Missing));
        }

        // Two parts: 0 to 3 and 40 to 42 are nearer than 40 to 42 and 90 to 95: 2 * 4 * 3 / 7 * 39.5^2 = 5,349 against 2 * 3 * 3 / 6 * 51^2 = 7,803.
        var two = tree.Cut(2, report.Profiles);
        Assert.Equal([129.0 / 7, 92], two.Select(part => Column(part, "x").Mean!.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([26.0 / 6, 3.5], two.Select(part => Column(part, "y").Mean!.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Null(tree.Cut(10, report.Profiles).Single(part => Column(part, "x").Mean == 2).Columns.Single(column => column.Name == "y").Mean);

        static ColumnMean Column(TreePart part, string name) => part.Columns.Single(column => column.Name == name);
    }

    [Fact]
    public void Cut_OfASample_SaysSo()
    {
        var (_, report) = SegmentTrainer.Train(CsvTable.Blobs(4, 6_000, 1, [0, 0], [5, 5]), new TrainingOptions { Clusters = 2, Restarts = 2 }, TwoThreads);

        var (tree, cut) = (report.Tree!, report.Tree!.Cut(6, report.Profiles));

        Assert.Equal(10_000, tree.Sampled);
        Assert.Equal(12_000, cut.Sum(part => part.Size));
        Assert.All(cut, part => Assert.False(part.IsWhole));
        Assert.Equal(tree.Sampled, cut.Sum(part => part.Customers));
    }

    [Fact]
    public void Train_OneSegmentAndOneCustomer_HasATree()
    {
        Assert.Equal(1, SegmentTrainer.Train(CsvTable.Of(("x", [1, 5, 3])), new TrainingOptions { Clusters = 1 }, Parallelism.None).Report.Tree!.Tree.Clusters);
    }
}

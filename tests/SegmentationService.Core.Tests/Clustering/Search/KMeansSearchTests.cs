using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the search for good optima: small tables end at the same one whatever the seed.</summary>
public sealed class KMeansSearchTests
{
    [Fact]
    public void Fit_EightTightGroups_FindsTheBestOfAllPartitionsFromEverySeed()
    {
        // With groups as tight as this the best four clusters are unions of groups: there are 1,701 partitions of 8 groups, all of them tried.
        for (var set = 0; set < 12; set++)
        {
            var rows = PointSets.Blobs(set, 160, 3, 8, noise: 0.05);
            var best = double.PositiveInfinity;
            for (var code = 0; code < 1 << 16; code++)
            {
                var labels = Enumerable.Range(0, 8).Select(group => (code >> (2 * group)) & 3).ToArray();
                if (IsFirstOfItsKind(labels)) best = Math.Min(best, Inertia(rows, labels));
            }

            for (var seed = 0; seed < 6; seed++) AtMost(1.001 * best, Fit(PointSets.Matrix(rows), 4, seed), set, seed);
        }

        static bool IsFirstOfItsKind(int[] labels)
        {
            var next = 0;
            foreach (var label in labels)
            {
                if (label > next) return false;
                if (label == next) next++;
            }

            return next == 4;
        }

        static double Inertia(double[][] rows, int[] labels) => Enumerable.Range(0, 4).Sum(c =>
        {
            var members = rows.Where((_, i) => labels[i % 8] == c).ToArray();
            var mean = NaiveClustering.Mean(members, 3);
            return members.Sum(row => NaiveClustering.SquaredDistance(row, mean));
        });
    }

    [SharedDataTheory]
    [InlineData("wholesale_customers", 10)]
    [InlineData("wholesale_customers", 12)]
    [InlineData("hepta", 4)]
    [InlineData("hepta", 11)]
    public void Fit_RealTables_TwelveSeedsEndWithinAThousandth(string set, int clusters)
    {
        // All columns of numbers, whatever they mean: it is the search that is tried.
        var table = SharedData.Table(set);
        var options = new TrainingOptions { Preparation = new PreparationOptions { Columns = [.. table.Columns.Where(column => column.IsNumeric).Select(column => column.Name)] } };
        var points = SegmentTrainer.Prepare(table, options, Parallelism.None).Points;
        var inertias = Enumerable.Range(1, 12).Select(seed => Fit(points, clusters, seed)).ToArray();

        for (var i = 0; i < inertias.Length; i++) AtMost(1.001 * inertias.Min(), inertias[i], clusters, i + 1);
    }

    private static double Fit(FeatureMatrix points, int clusters, long seed) =>
        KMeans.Fit(points, new KMeansOptions { Clusters = clusters, Seed = seed }, Parallelism.None).Inertia;

    private static void AtMost(double limit, double inertia, int set, int seed) =>
        Assert.True(inertia <= limit, $"Set {set}, seed {seed}: {inertia} is above {limit}.");
}

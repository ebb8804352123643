using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Valleys;

/// <summary>Protects every step of the valley test in which no random number is drawn: the digits of numpy and scipy.</summary>
public sealed class ValleyReferenceTests
{
    public static TheoryData<int> Sets => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Sets))]
    public void GabrielNeighbours_OfSixCentroids_AreThoseOfTheReference(int set)
    {
        var reference = NumpyReference.Root.GetProperty("sets")[set];
        var points = NumpyReference.Points(reference);

        var neighbours = GabrielNeighbours.Of(NumpyReference.Clusters(points).Centroids, points.Features);

        Assert.Equal(reference.GetProperty("neighbours").EnumerateArray().Select(pair => (pair.GetProperty("a").GetInt32(), pair.GetProperty("b").GetInt32())), neighbours.Order());
    }

    /// <summary>The places in the tube, and their dip and its probability.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Tube_OfEveryPairOfNeighbours_HoldsThePlacesOfTheReference(int set)
    {
        var reference = NumpyReference.Root.GetProperty("sets")[set];
        var (tube, labels, clusters) = TubeOf(NumpyReference.Points(reference), cutInOrder: false);

        foreach (var pair in reference.GetProperty("neighbours").EnumerateArray())
        {
            tube.Lay(labels, clusters.Centroids, pair.GetProperty("a").GetInt32(), pair.GetProperty("b").GetInt32());
            var places = tube.SortedPlaces();

            Assert.Equal(pair.GetProperty("count").GetInt32(), places.Length);
            Assert.Equal(pair.GetProperty("sum").GetDouble(), places.Sum(), 1e-9);
            Assert.Equal(pair.GetProperty("dip").GetDouble(), DipStatistic.Of(places), 1e-12);
            Assert.Equal(pair.GetProperty("dipP").GetDouble(), DipStatistic.PValue(places), 1e-9);
        }
    }

    /// <summary>The deepest windows of the first half of the points, and the counts of the second half in them.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void ValleyWindows_OfEveryPairOfNeighbours_AreThoseOfTheReference(int set)
    {
        var reference = NumpyReference.Root.GetProperty("sets")[set];
        var (tube, labels, clusters) = TubeOf(NumpyReference.Points(reference), cutInOrder: true);

        foreach (var pair in reference.GetProperty("neighbours").EnumerateArray())
        {
            tube.Lay(labels, clusters.Centroids, pair.GetProperty("a").GetInt32(), pair.GetProperty("b").GetInt32());
            var first = tube.UpTo(0, 0);
            var second = tube.UpTo(0, 1);
            Assert.Equal(pair.GetProperty("halves").EnumerateArray().Select(count => count.GetInt32()), [first[^1], second[^1]]);

            var windows = ValleyWindows.Deepest(first);

            double[] expected = [.. pair.GetProperty("windows").EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(expected[0], Place(windows.Left), 1e-9);
            Assert.Equal(expected[1], Place(windows.Middle), 1e-9);
            Assert.Equal(expected[2], Place(windows.Right), 1e-9);
            Assert.Equal(expected[3], windows.HalfWidth / 10.0, 1e-9);
            var counts = windows.CountIn(second);
            Assert.Equal(pair.GetProperty("counts").EnumerateArray().Select(count => count.GetInt32()), [counts.Left, counts.Middle, counts.Right]);
        }

        static double Place(int edge) => ValleyWindows.From + (edge / ValleyWindows.BinsPerUnit);
    }

    [Fact]
    public void BinomialTail_IsThatOfScipy()
    {
        foreach (var tail in NumpyReference.Root.GetProperty("tails").EnumerateArray())
        {
            var expected = tail[2].GetDouble();
            Assert.Equal(1, BinomialTail.AtMost(tail[0].GetInt32(), tail[1].GetInt32()) / expected, 1e-9);
        }

        Assert.Equal(1, BinomialTail.AtMost(7, 0));
        Assert.Equal(1, BinomialTail.AtMost(0, 0));
    }

    [Fact]
    public void ClusterGroups_OfManyGraphs_AreThoseOfTheReference()
    {
        foreach (var graph in NumpyReference.Root.GetProperty("groups").EnumerateArray())
        {
            var valleys = graph.GetProperty("valleys").EnumerateArray()
                .Select(valley => new Valley(valley[0].GetInt32(), valley[1].GetInt32(), valley[2].GetDouble(), valley[3].GetDouble(), (int)valley[4].GetDouble()))
                .ToDictionary(valley => (valley.A, valley.B));
            var expected = graph.GetProperty("groups").EnumerateArray().Select(group => group.GetInt32()).ToArray();

            // Which are asked first is of no importance: neighbours that are joined already change nothing.
            foreach (var order in new[] { valleys.Keys.Order(), valleys.Keys.OrderDescending() })
                Assert.Equal(expected, ClusterGroups.Of(graph.GetProperty("clusters").GetInt32(), [.. order], (a, b) => valleys[(a, b)]).Group);
        }
    }

    private static (Tube Tube, int[] Labels, ClusterSet Clusters) TubeOf(FeatureMatrix points, bool cutInOrder)
    {
        var sample = StructureSample.OfAll(points, seed: 1);
        for (var f = 0; f < points.Features; f++) Assert.Equal(points[7, f], sample.Points[7, f]); // of many different values, so not spread
        if (cutInOrder)
            for (var i = 0; i < points.Count; i++) sample.Halves[i] = i < points.Count / 2 ? (byte)0 : (byte)((1 << StructureSample.Splits) - 1);
        var clusters = NumpyReference.Clusters(points);
        return (new Tube(sample), Assignment.Of(points, clusters.Centroids, Parallelism.None).Labels, clusters);
    }
}

using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects prediction: the nearest segment, a confidence that means what the contract says, and outliers.</summary>
public sealed class SegmentAssignerTests
{
    [Fact]
    public void Assign_BetweenTwoSegments_ByHand()
    {
        // From 0.5 to 0 and 2: squared distances 0.25 and 2.25. With T = 2 the weights differ by e^(-2 / 2).
        var nearest = new SegmentDistance[2];

        new SegmentAssigner(SmallModel.Of([0, 2], temperature: 2)).Assign([0.5], nearest);

        var first = 1 / (1 + Math.Exp(-1));
        Assert.Equal([0, 1], nearest.Select(segment => segment.Segment));
        Assert.Equal([0.5, 1.5], nearest.Select(segment => segment.Distance));
        Assert.Equal(first, nearest[0].Confidence, 1e-15);
        Assert.Equal(1 - first, nearest[1].Confidence, 1e-15);
    }

    [Fact]
    public void Assign_WithAJury_ConfidenceIsTheShareOfVotesByHand()
    {
        // Segments at 0 and 2; twelve jurors have their border at 1, four have the first one at -2, so that theirs is at 0. From 0.5 all twelve vote for the first and the four for the
        // second. With T = 2 the distances add a weight of 1 / (1 + e^-1) to the first as one more vote.
        float[][] jurors = [.. Enumerable.Range(0, 16).Select(juror => (float[])[juror < 12 ? 0 : -2, 2])];
        var nearest = new SegmentDistance[2];

        new SegmentAssigner(WithJury(SmallModel.Of([0, 2], temperature: 2), new Jurors(jurors, 1))).Assign([0.5], nearest);

        var weight = 1 / (1 + Math.Exp(-1));
        Assert.Equal([0, 1], nearest.Select(segment => segment.Segment));
        Assert.Equal((12 + weight) / 17, nearest[0].Confidence, 1e-15);
        Assert.Equal((4 + 1 - weight) / 17, nearest[1].Confidence, 1e-15);
        Assert.Equal([0.5, 1.5], nearest.Select(segment => segment.Distance));
        Assert.Equal([false, true], nearest.Select(segment => segment.IsUncertain));
    }

    /// <summary>The segment is the nearest one, whatever the jurors say: they only say how sure it is.</summary>
    [Fact]
    public void Assign_JurorsVoteForAnother_StaysTheNearestAndIsUncertain()
    {
        var nearest = new SegmentDistance[1];

        new SegmentAssigner(WithJury(SmallModel.Of([0, 2]), new Jurors([.. Enumerable.Repeat((float[])[-9, 2], 64)], 1))).Assign([0.5], nearest);

        Assert.Equal(0, nearest[0].Segment);
        Assert.True(nearest[0].IsUncertain);
        Assert.InRange(nearest[0].Confidence, double.Epsilon, 1.0 / 65);
    }

    [Fact]
    public void Assign_AnyPlaceWithAJury_ConfidencesSumToOne()
    {
        var random = new Random(4);
        float[][] jurors = [.. Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, 70).Select(_ => (float)((random.NextDouble() * 20) - 10)).ToArray())];
        var assigner = new SegmentAssigner(WithJury(SmallModel.Of([.. Enumerable.Range(0, 70).Select(_ => (random.NextDouble() * 20) - 10)]), new Jurors(jurors, 1)));
        var nearest = new SegmentDistance[70];
        foreach (var x in (double[])[0, 0.1, -3, 1e10, -1e60, 1e60])
        {
            assigner.Assign([x], nearest);

            Assert.Equal(1, nearest.Sum(segment => segment.Confidence), 1e-12);
            Assert.True(nearest[0].Confidence > 0);
        }
    }

    [Fact]
    public void Assign_EquallyNear_SameConfidenceAndTheFirstFirst()
    {
        var nearest = new SegmentDistance[3];

        new SegmentAssigner(SmallModel.Of([5, 1, -1], temperature: 0.3)).Assign([0], nearest);

        Assert.Equal([1, 2, 0], nearest.Select(segment => segment.Segment));
        Assert.Equal(nearest[0].Confidence, nearest[1].Confidence);
        Assert.Equal(0.5, nearest[0].Confidence, 1e-12);
    }

    [Theory]
    [InlineData(1e-300)] // Training without any spread
    [InlineData(1)]
    [InlineData(1e30)]
    public void Assign_AnyTemperatureAndPlace_ConfidencesSumToOne(double temperature)
    {
        var random = new Random(3);
        var assigner = new SegmentAssigner(SmallModel.Of([.. Enumerable.Range(0, 70).Select(_ => (random.NextDouble() * 20) - 10)], temperature));
        var nearest = new SegmentDistance[70];
        foreach (var x in (double[])[0, 0.1, -3, 1e10, -1e60, 1e60])
        {
            assigner.Assign([x], nearest);

            Assert.Equal(1, nearest.Sum(segment => segment.Confidence), 1e-12);
            Assert.All(nearest, segment => Assert.InRange(segment.Confidence, 0, 1));
            Assert.True(nearest[0].Confidence > 0);
            Assert.Equal(70, nearest.Select(segment => segment.Segment).Distinct().Count());
            for (var rank = 1; rank < 70; rank++) Assert.True(nearest[rank].Distance >= nearest[rank - 1].Distance);
        }
    }

    [Fact]
    public void Assign_NoSpreadAtAll_AllConfidenceGoesToTheNearest()
    {
        var nearest = new SegmentDistance[2];

        new SegmentAssigner(SmallModel.Of([0, 2], temperature: 1e-300)).Assign([0.5], nearest);

        Assert.Equal((1, 0), (nearest[0].Confidence, nearest[1].Confidence));
    }

    [Theory]
    [InlineData(1.5, false)] // As far as the farthest training customer
    [InlineData(1.6, true)]
    [InlineData(-1.5, false)]
    public void Assign_FartherThanEveryTrainingCustomer_IsAnOutlier(double x, bool outlier) =>
        Assert.Equal(outlier, new SegmentAssigner(SmallModel.Of([0, 50], radius: 1.5)).Assign([x], new SegmentDistance[1]));

    [Theory]
    [InlineData(9, false)] // In the range
    [InlineData(12, false)] // Inside the fences
    [InlineData(16, true)] // Outside both, though clipping brings it to a distance of 15
    public void Assign_ValueOutsideFencesAndRange_IsAnOutlier(double x, bool outlier)
    {
        var feature = SmallModel.Plain with { Min = 0, Max = 10, LowerFence = -5, UpperFence = 15 };

        Assert.Equal(outlier, new SegmentAssigner(SmallModel.Of([0], radius: 100, feature: feature)).Assign([x], new SegmentDistance[1]));
    }

    [Fact]
    public void Assign_MissingValue_TakesTheMedian()
    {
        var model = SmallModel.Of([new InputColumn("x", 7)], [SmallModel.Plain], new ColumnParts(), [[0], [7]]);
        var nearest = new SegmentDistance[1];

        new SegmentAssigner(model).Assign([double.NaN], nearest);

        Assert.Equal((1, 0), (nearest[0].Segment, nearest[0].Distance));
    }

    [Theory]
    [InlineData(300, 4, 42)]
    [InlineData(1_000, 9, 1)]
    public void Assign_EveryTrainingCustomer_GetsExactlyWhatTrainingSays(int perBlob, int clusters, int seed)
    {
        var table = CsvTable.Blobs(seed, perBlob, 1.5, [0, 5, 9], [7, 1, 3], [3, 3, 3], [90, 0, 1]);
        var options = new TrainingOptions { Clusters = clusters, Restarts = 2 };
        var customers = SegmentTrainer.Prepare(table, options, Parallelism.None);
        var choice = SegmentTrainer.Search(customers, options, Parallelism.None);
        var (model, _) = SegmentTrainer.Profile(customers, choice, SegmentTrainer.Assign(customers, choice, Parallelism.None), options, Parallelism.None);
        var order = Enumerable.Range(0, clusters).OrderByDescending(c => choice.Chosen.Clustering.Sizes[c]).ToArray();
        var labels = choice.Chosen.Clustering.LabelsOf(customers.Points, null, Parallelism.None);
        var assigner = new SegmentAssigner(model);
        var nearest = new SegmentDistance[clusters];
        var point = new float[customers.Points.Features];
        var distances = new List<double>[clusters];
        for (var c = 0; c < clusters; c++) distances[c] = [];
        var outliers = new int[clusters];

        for (var i = 0; i < customers.Rows.Length; i++)
        {
            var outlier = assigner.Assign([.. model.FeatureSet.Inputs.Select(input => table.Find(input.Name)!.Values[customers.Rows[i]])], nearest);

            Assert.Equal(labels[i], order[nearest[0].Segment]);
            outliers[nearest[0].Segment] += outlier ? 1 : 0;
            distances[nearest[0].Segment].Add(nearest[0].Distance);

            // And from the point, as training holds it, the same to the last bit.
            var fromPoint = new SegmentDistance[clusters];
            customers.Points.CopyPoint(i, point);
            assigner.AssignPoint(point, fromPoint);
            Assert.Equal(nearest, fromPoint);
        }

        // At most one in 200 of each segment lies farther out than its radius, which is the distance of a customer of it.
        for (var c = 0; c < clusters; c++)
        {
            distances[c].Sort();
            Assert.Equal(distances[c][(int)Math.Ceiling(0.995 * distances[c].Count) - 1], model.Segments[c].Radius);
            Assert.Equal(distances[c].Count(distance => distance > model.Segments[c].Radius), outliers[c]);
            Assert.InRange(outliers[c], 0, distances[c].Count / 200);
        }
    }

    private static SegmentationModel WithJury(SegmentationModel model, Jurors jury) =>
        new() { FeatureSet = model.FeatureSet, Centroids = model.Centroids, Temperature = model.Temperature, Segments = model.Segments, Jury = jury };

    [Fact]
    public void Assign_ManyThreadsOnOneInstance_GiveTheSame()
    {
        var assigner = new SegmentAssigner(SmallModel.Of([.. Enumerable.Range(0, 200).Select(i => i * 0.37)]));
        var expected = Enumerable.Range(0, 500).Select(One).ToArray();

        Parallel.For(0, 5000, i => Assert.Equal(expected[i % 500], One(i % 500)));

        SegmentDistance One(int i)
        {
            var nearest = new SegmentDistance[1];
            assigner.Assign([i * 0.1], nearest);
            return nearest[0];
        }
    }
}

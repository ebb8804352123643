using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects those who hold points against questions that are none. That answers are those of points in memory is in <see cref="PointsInPartsTests"/>.</summary>
public sealed class PointsElsewhereTests
{
    private static readonly float[] Centroids = [0, 0, 3, 3];

    [Fact]
    public void Answer_QuestionCutOffAnywhere_IsRefusedAndNotHalfAnswered()
    {
        var (holder, questions) = (Holder(), Questions());
        foreach (var question in questions)
        {
            holder.Answer(question);
            for (var length = 0; length < question.Length; length++)
                Assert.Throws<InvalidDataException>(() => holder.Answer(question[..length]));
        }

        Assert.Equal(9, questions.Select(question => question[1]).Distinct().Count()); // every question there is
    }

    [Fact]
    public void Answer_BytesTurnedOver_IsRefusedOrAnswered()
    {
        // Whatever a question says after that, it reads and writes nothing outside of the points: no other exception, and the next answer is right.
        var (holder, random) = (Holder(), new Random(7));
        var facts = holder.Answer(Questions()[0]);
        foreach (var question in Questions())
        {
            for (var test = 0; test < 300; test++)
            {
                byte[] broken = [.. question];
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
                try
                {
                    holder.Answer(broken);
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        Assert.Equal(facts, holder.Answer(Questions()[0]));
        Assert.Equal([2, 1], Ask(holder).Passes(Ask(holder).Totals, 2, Parallelism.None).Assign(null, Centroids).Counts.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Answer_OtherVersion_IsRefusedByName(byte version)
    {
        var question = Questions()[0];
        question[0] = version;

        Assert.Contains($"version {version}", Assert.Throws<InvalidDataException>(() => Holder().Answer(question)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_PointsAndClustersThatAreNotThere_AreRefused()
    {
        var points = Ask(Holder());

        Assert.Throws<InvalidDataException>(() => points.Select([3]));
        Assert.Throws<InvalidDataException>(() => points.Select([-1]));
        Assert.Throws<InvalidDataException>(() => points.SizesOf(new Labelling(Centroids, IsExact: true) { Moved = [(3, 0)] }, Parallelism.None));
        Assert.Throws<InvalidDataException>(() => points.SizesOf(new Labelling(Centroids, IsExact: true) { Moved = [(0, 2)] }, Parallelism.None));
        Assert.Throws<InvalidDataException>(() => points.SizesOf(new Labelling([1, 2, 3], IsExact: true), Parallelism.None));
        Assert.Throws<InvalidDataException>(() => points.Members(new Labelling(Centroids, IsExact: true), [[2], []], Parallelism.None));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void Answer_CentroidsThatCannotBeCalculatedWith_AreRefused(float coordinate)
    {
        var points = Ask(Holder());

        Assert.Throws<InvalidDataException>(() => points.Passes(points.Totals, 2, Parallelism.None).AssignExactly(null, [0, 0, coordinate, 0]));
    }

    [Fact]
    public void Answer_TotalsOfFewerOrSmallerPoints_AreRefused()
    {
        // In their scale the sums of these points would not fit into their words.
        var (points, others) = (Ask(Holder()), new PointTotals(PointSets.Matrix([1, 1], [1, 1], [1, 1]), Parallelism.None));

        Assert.Throws<InvalidDataException>(() => points.Passes(others, 2, Parallelism.None).Assign(null, Centroids));
    }

    /// <summary>(0, 0) and (1, 0) near the first centroid, (3, 3) on the second.</summary>
    private static PointsHolder Holder() => new(new PointsInMemory(PointSets.Matrix([0, 0], [1, 0], [3, 3]), Parallelism.None), Parallelism.None);

    private static PointsElsewhere Ask(PointsHolder holder) => new(holder.Answer);

    /// <summary>One question of each kind.</summary>
    private static byte[][] Questions()
    {
        var (holder, questions) = (Holder(), new List<byte[]>());
        var points = new PointsElsewhere(question =>
        {
            questions.Add(question);
            return holder.Answer(question);
        });
        var labelling = new Labelling(Centroids, IsExact: true) { Moved = [(1, 1)] };
        points.Select([2, 0]);
        points.Distinct(2, CancellationToken.None);
        points.SizesOf(labelling, Parallelism.None);
        points.Members(labelling, [[0], [1]], Parallelism.None);
        var passes = points.Passes(points.Totals, 2, Parallelism.None);
        passes.Assign(labelling, Centroids);
        passes.AssignExactly(labelling, Centroids);
        passes.Farthest(Centroids, 2);
        passes.Spreads(labelling);
        return [.. questions];
    }
}

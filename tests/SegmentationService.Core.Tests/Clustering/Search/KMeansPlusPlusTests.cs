using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the seeding: centres are points, far ones first, and never two in one place without need.</summary>
public sealed class KMeansPlusPlusTests
{
    [Fact]
    public void Seed_ManyCopiesAndFewOthers_NeverPicksAPlaceTwice()
    {
        // 500 copies of 0, and 1 to 5, and a value whose square is tiny against the others.
        double[] distinct = [0, 1, 2, 3, 4, 5, 5.0001];
        var points = PointSets.Line([.. Enumerable.Repeat(0.0, 500), .. distinct[1..]]);
        var seeding = new KMeansPlusPlus(points, Parallelism.None);

        for (var seed = 0; seed < 300; seed++)
            Assert.Equal(distinct.Select(x => (float)x), seeding.Seed(distinct.Length, new SeededRandom(seed)).Order());
    }

    [Fact]
    public void Seed_FewerDistinctPointsThanCentres_TakesPointsAgain()
    {
        var centroids = new KMeansPlusPlus(PointSets.Line(4, 4, 4, 9), Parallelism.None).Seed(4, new SeededRandom(1));

        Assert.Equal(4, centroids.Length);
        Assert.Equal([4f, 9f], centroids.Distinct().Order());
    }

    [Fact]
    public void Seed_MorePointsThanOneChunk_DrawsFromAllOfThem()
    {
        // 10,000 points make three chunks; the far points stand one in each, in the middle and at both ends.
        var values = Enumerable.Range(0, 10_000).Select(i => i * 1e-4).ToArray();
        (values[0], values[5000], values[9999]) = (1000, 2000, 3000);
        var seeding = new KMeansPlusPlus(PointSets.Line(values), Parallelism.None);

        for (var seed = 0; seed < 20; seed++)
            Assert.Equal([1000f, 2000f, 3000f], seeding.Seed(4, new SeededRandom(seed)).Where(x => x > 1).Order());
    }

    [Fact]
    public void Extend_TwoCandidatesByHand_DrawsByTheSquaredDistance()
    {
        // The centre is at 0, the others at 1 and 3: squared distances 1 and 9. With k = 2 the better of two draws is taken, and
        // 3 is better (it leaves 1, and 1 would leave 4). So 1 is taken only when both draws give it: (1 / 10)^2 of the time.
        // Of 20,000 trials 200 are expected, with a deviation of 14.
        var seeding = new KMeansPlusPlus(PointSets.Line(0, 1, 3), Parallelism.None);
        var worse = 0;
        for (var trial = 0; trial < 20_000; trial++)
        {
            float[] centroids = [0, -1];
            float[] nearest = [0, 1, 9, .. new float[61]];
            nearest.CopyTo(seeding.Nearest);
            seeding.Extend(centroids, 1, new SeededRandom(trial));
            Assert.NotEqual(0, centroids[1]);
            if (centroids[1] == 1) worse++;
        }

        Assert.InRange(worse, 200 - (5 * 14), 200 + (5 * 14));
    }

    [Fact]
    public void Seed_AnyNumberOfThreads_SameBits()
    {
        var points = PointSets.Matrix(PointSets.Blobs(seed: 1, 9000, 3, 20, noise: 1));

        var expected = new KMeansPlusPlus(points, Parallelism.None).Seed(15, new SeededRandom(3));

        Assert.Equal(expected, new KMeansPlusPlus(points, new Parallelism(8, CancellationToken.None)).Seed(15, new SeededRandom(3)));
    }

    [Fact]
    public void Seed_PaddingIsNaN_DoesNotReachTheResult()
    {
        var rows = PointSets.Blobs(seed: 2, 100, 3, 5, noise: 1);
        var (clean, poisoned) = (PointSets.Matrix(rows), PointSets.Matrix(rows));
        PointSets.PoisonPadding(poisoned);

        Assert.Equal(
            new KMeansPlusPlus(clean, Parallelism.None).Seed(8, new SeededRandom(3)),
            new KMeansPlusPlus(poisoned, Parallelism.None).Seed(8, new SeededRandom(3)));
    }
}

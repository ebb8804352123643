using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Clustering.Jury;

/// <summary>Protects that jurors are passed over only where asking them would give the same votes, to the last one, and that it is worth it.</summary>
public sealed class JuryReachTests
{
    [Theory]
    [InlineData(5, 7, 0.01)]
    [InlineData(5, 7, 0.3)]
    [InlineData(2, 1, 0.1)]
    [InlineData(70, 3, 0.05)] // More clusters than a block holds
    [InlineData(8, 40, 0.2)]
    public void IsUnanimous_WhereItSaysSo_AllJurorsVoteForTheNearest(int clusters, int features, double wavers)
    {
        var random = new SeededRandom(77, clusters);
        var (centroids, jurors) = Make(random, clusters, features, wavers);
        var reach = new JuryReach(jurors, centroids);
        var (point, votes, unanimous) = (new float[features], new float[jurors.Count], 0);
        const int points = 4_000;
        for (var i = 0; i < points; i++)
        {
            // Some lie on the way from one centroid to another, close to the boundary of some juror.
            var (a, b, t) = (random.NextInt(clusters), random.NextInt(clusters), random.NextDouble());
            for (var f = 0; f < features; f++) point[f] = (float)(centroids[a, f] + (t * (centroids[b, f] - centroids[a, f])) + (i % 2 * 0.3 * random.NextGaussian()));
            var squares = Squares(centroids, point);
            var nearest = Array.IndexOf(squares, squares.Min());
            JurorVotes.Cast(jurors.Centroids, point, votes);

            if (!reach.IsUnanimous(squares, nearest)) continue;
            unanimous++;
            Assert.All(votes, vote => Assert.Equal(nearest, vote));
        }

        if (wavers == 0.01) Assert.InRange(unanimous, 0.9 * points, points);
    }

    [Fact]
    public void IsUnanimous_AtTheEdgeOfTheReach_ByHand()
    {
        // Centroids at 0 and 4; jurors have them at most 0.5 and 0.25 away. They surely agree where the distances differ by more than 0.75: up to 1.625.
        var centroids = new FeatureMatrix(2, 1);
        centroids[1, 0] = 4;
        var reach = new JuryReach(new Jurors([.. Enumerable.Range(0, 16).Select(juror => (float[])[juror == 3 ? -0.5f : 0.1f, juror == 5 ? 3.75f : 4.1f])], 1), centroids);

        Assert.True(reach.IsUnanimous(Squares(centroids, [1.62f]), 0));
        Assert.False(reach.IsUnanimous(Squares(centroids, [1.63f]), 0));
    }

    [Theory]
    [InlineData(1f)] // As near to both
    [InlineData(3e19f)] // So far that squares are no numbers any more
    [InlineData(-3e19f)]
    public void IsUnanimous_WhereNothingCanBeTold_IsFalse(float x)
    {
        // Jurors that are the centroids themselves.
        var centroids = new FeatureMatrix(2, 1);
        centroids[1, 0] = 2;
        var squares = Squares(centroids, [x]);

        Assert.False(new JuryReach(new Jurors([.. Enumerable.Repeat((float[])[0, 2], 16)], 1), centroids).IsUnanimous(squares, 0));
    }

    private static (FeatureMatrix Centroids, Jurors Jurors) Make(SeededRandom random, int clusters, int features, double wavers)
    {
        var centroids = new FeatureMatrix(clusters, features);
        for (var c = 0; c < clusters; c++)
            for (var f = 0; f < features; f++) centroids[c, f] = (float)random.NextGaussian();
        return (centroids, new Jurors([.. Enumerable.Range(0, Jurors.Few).Select(_ => centroids.ToRowMajor().Select(value => value + (float)(wavers * random.NextGaussian())).ToArray())], features));
    }

    private static float[] Squares(FeatureMatrix centroids, float[] point)
    {
        var squares = new float[centroids.Blocks * FeatureMatrix.BlockSize];
        MatrixDistances.Squared(centroids, point, squares);
        squares.AsSpan(centroids.Count).Fill(float.PositiveInfinity);
        return squares;
    }
}

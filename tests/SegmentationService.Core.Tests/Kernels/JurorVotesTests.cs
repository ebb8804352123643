using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the votes of jurors: the nearest centroid of each, the first of equally near ones, the same at every width.</summary>
public sealed class JurorVotesTests
{
    private delegate void VoteKernel(FeatureMatrix centroids, ReadOnlySpan<float> point, Span<float> votes);

    public static TheoryData<int> Widths => KernelsOfWidth.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Cast_AnyShape_SameVotesAsScalarLoop(int width)
    {
        var random = new Random(11);
        foreach (var jurors in (int[])[16, 64])
        {
            foreach (var d in (int[])[1, 2, 7, 10, 33])
            {
                foreach (var k in (int[])[1, 2, 3, 5, 8, 70])
                {
                    var (centroids, point, votes) = (new FeatureMatrix(jurors * k, d), KernelsOfWidth.Floats(random, d), new float[jurors]);
                    for (var i = 0; i < centroids.Count; i++) centroids.SetPoint(i, KernelsOfWidth.Floats(random, d));

                    Cast(width)(centroids, point, votes);

                    for (var juror = 0; juror < jurors; juror++) Assert.Equal(Nearest(centroids, jurors, juror, point), votes[juror]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Cast_EquallyNearCentroids_GoesToTheFirst(int width)
    {
        // Each juror has centroids at 2, -1, 1: from 0 the second is the first of the nearest.
        var (centroids, votes) = (new FeatureMatrix(3 * 16, 1), new float[16]);
        for (var juror = 0; juror < 16; juror++) (centroids[juror, 0], centroids[16 + juror, 0], centroids[32 + juror, 0]) = (2, -1, 1);

        Cast(width)(centroids, [0], votes);

        Assert.All(votes, vote => Assert.Equal(1, vote));
    }

    [Theory]
    [InlineData(48, 2, 16, 3)] // The point has other features
    [InlineData(48, 2, 8, 2)] // Jurors that fill no vector
    [InlineData(48, 2, 32, 2)] // A cluster and a half
    public void Cast_WrongLengths_Throws(int centroids, int features, int votes, int coordinates) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JurorVotes.Cast(new FeatureMatrix(centroids, features), new float[coordinates], new float[votes]));

    private static VoteKernel Cast(int width) => width switch
    {
        1 => JurorVotes.Cast<Lane1>,
        4 => JurorVotes.Cast<Lane128>,
        8 => JurorVotes.Cast<Lane256>,
        _ => JurorVotes.Cast<Lane512>,
    };

    private static int Nearest(FeatureMatrix centroids, int jurors, int juror, float[] point)
    {
        var (nearest, best, centroid) = (-1, float.PositiveInfinity, new float[64 * point.Length]);
        for (var c = 0; c < centroids.Count / jurors; c++)
        {
            for (var f = 0; f < point.Length; f++) centroid[f * 64] = centroids[(c * jurors) + juror, f];
            if (KernelsOfWidth.SquaredDistance(centroid, 0, point) is var square && square < best) (nearest, best) = (c, square);
        }

        return nearest;
    }
}

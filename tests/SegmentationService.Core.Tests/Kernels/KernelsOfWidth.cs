using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

internal delegate void AssignKernel(ReadOnlySpan<float> block, ReadOnlySpan<float> centroids, int features, Span<int> labels, Span<float> distances);

internal delegate void ScoreKernel(ReadOnlySpan<float> block, ReadOnlySpan<float> packed, Span<int> labels);

internal delegate void MarginKernel(
    ReadOnlySpan<float> block, ReadOnlySpan<float> best, ReadOnlySpan<float> second, float error, float cap, Span<float> margins, Span<float> ownSquares);

internal delegate void DistanceKernel(ReadOnlySpan<float> block, ReadOnlySpan<float> point, Span<float> results);

internal delegate void FirstDistanceKernel(ReadOnlySpan<float> block, int count, ReadOnlySpan<float> point, Span<float> results);

internal delegate void PotentialKernel(ReadOnlySpan<float> block, ReadOnlySpan<float> candidates, ReadOnlySpan<float> nearest, Span<float> sums);

/// <summary>Every kernel at every width, whether the processor has it or the runtime emulates it.</summary>
internal static class KernelsOfWidth
{
    public static TheoryData<int> Widths => [1, 4, 8, 16];

    public static AssignKernel Assign(int width) => width switch
    {
        1 => NearestCentroid.Assign<Lane1>,
        4 => NearestCentroid.Assign<Lane128>,
        8 => NearestCentroid.Assign<Lane256>,
        _ => NearestCentroid.Assign<Lane512>,
    };

    public static ScoreKernel Scores(int width) => width switch
    {
        1 => CentroidScores.Assign<Lane1>,
        4 => CentroidScores.Assign<Lane128>,
        8 => CentroidScores.Assign<Lane256>,
        _ => CentroidScores.Assign<Lane512>,
    };

    public static MarginKernel Margins(int width) => width switch
    {
        1 => NearestMargins.Bound<Lane1>,
        4 => NearestMargins.Bound<Lane128>,
        8 => NearestMargins.Bound<Lane256>,
        _ => NearestMargins.Bound<Lane512>,
    };

    public static DistanceKernel Squared(int width) => width switch
    {
        1 => PointDistances.Squared<Lane1>,
        4 => PointDistances.Squared<Lane128>,
        8 => PointDistances.Squared<Lane256>,
        _ => PointDistances.Squared<Lane512>,
    };

    public static FirstDistanceKernel SquaredOfFirst(int width) => width switch
    {
        1 => PointDistances.SquaredOfFirst<Lane1>,
        4 => PointDistances.SquaredOfFirst<Lane128>,
        8 => PointDistances.SquaredOfFirst<Lane256>,
        _ => PointDistances.SquaredOfFirst<Lane512>,
    };

    public static DistanceKernel AddEuclidean(int width) => width switch
    {
        1 => PointDistances.AddEuclidean<Lane1>,
        4 => PointDistances.AddEuclidean<Lane128>,
        8 => PointDistances.AddEuclidean<Lane256>,
        _ => PointDistances.AddEuclidean<Lane512>,
    };

    public static DistanceKernel Approach(int width) => width switch
    {
        1 => PointDistances.Approach<Lane1>,
        4 => PointDistances.Approach<Lane128>,
        8 => PointDistances.Approach<Lane256>,
        _ => PointDistances.Approach<Lane512>,
    };

    public static PotentialKernel AddPotentials(int width) => width switch
    {
        1 => PointDistances.AddPotentials<Lane1>,
        4 => PointDistances.AddPotentials<Lane128>,
        8 => PointDistances.AddPotentials<Lane256>,
        _ => PointDistances.AddPotentials<Lane512>,
    };

    /// <summary>The squared distance as every width must compute it: feature by feature, each step rounded once.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> block, int point, ReadOnlySpan<float> centre)
    {
        var sum = 0f;
        for (var f = 0; f < centre.Length; f++)
        {
            var difference = block[(f * 64) + point] - centre[f];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>Random floats of very different sizes, and some zeros and equal values.</summary>
    public static float[] Floats(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.Next(8) switch
            {
                0 => 0,
                1 => random.Next(-3, 4),
                2 => (float)((random.NextDouble() - 0.5) * 1e15),
                3 => (float)((random.NextDouble() - 0.5) * 1e-20),
                _ => (float)((random.NextDouble() * 6) - 3),
            };
        }

        return values;
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// How far centroids have moved, summed over the passes of a run, and by how much a score may be wrong: with both, the margin of
/// a point measured in one pass tells in a later one, without looking at the point, that its nearest centroid is still the same.
/// </summary>
/// <remarks>
/// A margin d2 - d1, in Hamerly's terms the lower bound less the upper one, shrinks in one pass at most by the step of the nearest centroid and
/// the longest step of any other. Sums are rounded up. The label that the scores in float32 give is then certain where (d2 - d1) (d2 + d1) / 2, the difference of the true
/// scores, is larger than the error of both; d2 + d1 is at least the distance of the two centroids.
/// </remarks>
internal sealed class CentroidDrift(int clusters, int features, PointTotals totals)
{
    private const double RoundedUp = 1 + 1e-9;

    /// <summary>Of so many centroids the distances between all of them are kept; those of more would not stay in the cache.</summary>
    private const int MostKept = 512;

    private readonly double[] _movement = new double[clusters];
    private readonly double[] _marginLoss = new double[clusters];
    private readonly double[] _lastMarginLoss = new double[clusters];
    private readonly float[] _tolerance = new float[clusters];
    private readonly float[] _separation = new float[clusters];
    private readonly float[] _squares = new float[clusters <= MostKept ? clusters * Padded(clusters) : 0];
    private double _movementOfAny;
    private double _marginLossOfAny;
    private float _toleranceOfAny;

    /// <summary>By how much a score may be wrong in this pass.</summary>
    public float Error { get; private set; }

    /// <summary>The most that a margin has shrunk by the last step.</summary>
    public double LastMarginLoss { get; private set; }

    /// <summary>The centroids in blocks, for distances between them.</summary>
    public FeatureMatrix Centroids { get; } = new(clusters, features);

    /// <summary>The mean distance of a centroid to its nearest neighbour: twice the half separation s of Elkan and Hamerly.</summary>
    public double MeanSeparation { get; private set; }

    /// <summary>Begins a run.</summary>
    /// <param name="centroids">in: k x d, where it starts from.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    public void Begin(ReadOnlySpan<float> centroids, Parallelism parallelism)
    {
        Array.Clear(_movement);
        Array.Clear(_marginLoss);
        (_movementOfAny, _marginLossOfAny, LastMarginLoss) = (0, 0, double.PositiveInfinity);
        Array.Fill(_lastMarginLoss, double.PositiveInfinity);
        Measure(centroids, parallelism);
    }

    /// <summary>The centroids have moved. O(k^2 d).</summary>
    /// <param name="before">in: k x d, where they were.</param>
    /// <param name="centroids">in: k x d, where they are.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    public void Advance(ReadOnlySpan<float> before, ReadOnlySpan<float> centroids, Parallelism parallelism)
    {
        var (longest, second, farthest) = (0.0, 0.0, -1);
        Span<double> steps = clusters <= 1024 ? stackalloc double[clusters] : new double[clusters];
        for (var c = 0; c < clusters; c++)
        {
            var square = 0.0;
            for (var j = c * features; j < (c + 1) * features; j++) square += ((double)centroids[j] - before[j]) * ((double)centroids[j] - before[j]);
            steps[c] = Math.Sqrt(square) * RoundedUp;
            if (steps[c] > longest) (longest, second, farthest) = (steps[c], longest, c);
            else second = Math.Max(second, steps[c]);
        }

        for (var c = 0; c < clusters; c++)
        {
            _movement[c] += steps[c];
            _lastMarginLoss[c] = steps[c] + (c == farthest ? second : longest);
            _marginLoss[c] += _lastMarginLoss[c];
        }

        LastMarginLoss = longest + second;
        _movementOfAny += longest;
        _marginLossOfAny += LastMarginLoss;
        Measure(centroids, parallelism);
    }

    /// <summary>By how much margins of points of a cluster have shrunk since the beginning.</summary>
    /// <param name="label">The cluster; negative for points of several.</param>
    public double MarginLoss(int label) => label < 0 ? _marginLossOfAny : _marginLoss[label];

    /// <summary>By how much margins of points of a cluster have shrunk by the last step; infinite before the first.</summary>
    /// <param name="label">The cluster; negative for points of several.</param>
    public double LastMarginLossOf(int label) => label < 0 ? LastMarginLoss : _lastMarginLoss[label];

    /// <summary>How far the centroid of a cluster has moved since the beginning.</summary>
    /// <param name="label">The cluster; negative for the most that any has.</param>
    public double Movement(int label) => label < 0 ? _movementOfAny : _movement[label];

    /// <summary>The rounding tolerance: a margin larger than this is no error of float32 scores in this pass.</summary>
    /// <param name="label">The cluster of the point; negative for any.</param>
    public float Tolerance(int label) => label < 0 ? _toleranceOfAny : _tolerance[label];

    private void Measure(ReadOnlySpan<float> centroids, Parallelism parallelism)
    {
        var largest = totals.LargestSquaredNorm;
        for (var c = 0; c < clusters; c++)
        {
            var centroid = centroids.Slice(c * features, features);
            Centroids.SetPoint(c, centroid);
            var square = 0f;
            foreach (var x in centroid) square += x * x;
            largest = Math.Max(largest, square);
        }

        // Each of d + 2 roundings is at most 2^-24 of |x| |c| + |c|^2 / 2; twice that covers the norms as well.
        Error = (features + 2) * float.ScaleB(1, -23) * largest;
        const int Run = 64;
        parallelism.For((clusters + Run - 1) / Run, run =>
        {
            var room = new float[_squares.Length > 0 ? 0 : Padded(clusters)];
            for (var c = run * Run; c < Math.Min(clusters, (run + 1) * Run); c++)
            {
                parallelism.Cancellation.ThrowIfCancellationRequested();
                var row = _squares.Length > 0 ? Kept(c) : room;
                Distances(c, row);
                var nearest = Math.Min(Least(row[..c]), Least(row[(c + 1)..clusters]));
                _separation[c] = MathF.Sqrt(nearest);
                _tolerance[c] = Math.Min(4 * Error / _separation[c], 2 * MathF.Sqrt(2 * Error)) * (1 + 1e-5f);
            }
        });
        _toleranceOfAny = _tolerance.Max();
        MeanSeparation = _separation.Average(distance => (double)distance);
    }

    /// <summary>The squared distances of one centroid to all. O(k d).</summary>
    /// <param name="centroid">The centroid.</param>
    /// <param name="squares">out: k, padded to whole blocks.</param>
    public void Distances(int centroid, Span<float> squares)
    {
        Span<float> point = features <= 256 ? stackalloc float[features] : new float[features];
        Centroids.CopyPoint(centroid, point);
        MatrixDistances.Squared(Centroids, point, squares);
    }

    /// <summary>The same as they were kept; empty where centroids are too many for that.</summary>
    /// <param name="centroid">The centroid.</param>
    public ReadOnlySpan<float> KeptDistances(int centroid) => _squares.Length > 0 ? Kept(centroid) : [];

    private static int Padded(int clusters) => (clusters + FeatureMatrix.BlockSize - 1) / FeatureMatrix.BlockSize * FeatureMatrix.BlockSize;

    private static float Least(ReadOnlySpan<float> squares)
    {
        var least = float.PositiveInfinity;
        foreach (var square in squares) least = Math.Min(least, square);
        return least;
    }

    private Span<float> Kept(int centroid) => _squares.AsSpan(centroid * Padded(clusters), Padded(clusters));
}

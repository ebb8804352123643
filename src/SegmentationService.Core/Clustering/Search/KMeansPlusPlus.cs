using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Greedy k-means++ (Arthur and Vassilvitskii 2007, SODA, "k-means++: the advantages of careful seeding"; the greedy form is from
/// its section 5): each centre is the best of 2 + ln k points drawn with probability proportional to D^2. O(n k d log k). Not
/// thread-safe: it holds the buffers of one seeding.
/// </summary>
internal sealed class KMeansPlusPlus
{
    private readonly FeatureMatrix _points;
    private readonly Parallelism _parallelism;
    private readonly FixedChunks _chunks;
    private readonly float[] _nearest;
    private readonly double[] _cumulative;
    private readonly float[] _lastBlock;

    /// <summary>Makes the room.</summary>
    public KMeansPlusPlus(FeatureMatrix points, Parallelism parallelism)
    {
        _points = points;
        _parallelism = parallelism;
        _chunks = new FixedChunks(points);
        _nearest = new float[points.Blocks * FeatureMatrix.BlockSize];
        _cumulative = new double[points.Blocks];
        _lastBlock = WithoutPadding(points);
    }

    /// <summary>For each point the squared distance to its nearest centre, 0 for padding: what <see cref="Extend"/> begins with.</summary>
    public Span<float> Nearest => _nearest;

    /// <summary>Chooses k centroids among the points.</summary>
    /// <returns>k x d, row-major.</returns>
    public float[] Seed(int clusters, SeededRandom random)
    {
        var centroids = new float[clusters * _points.Features];
        _points.CopyPoint(random.NextInt(_points.Count), centroids.AsSpan(0, _points.Features));
        Complete(centroids, 1, random);
        return centroids;
    }

    /// <summary>Fills up centroids of which some are there: the others are chosen as in <see cref="Seed"/>.</summary>
    /// <param name="centroids">in/out: k x d.</param>
    /// <param name="present">How many are there, at least 1.</param>
    /// <param name="random">The source of the draws.</param>
    public void Complete(float[] centroids, int present, SeededRandom random)
    {
        _nearest.AsSpan(0, _points.Count).Fill(float.PositiveInfinity);
        _nearest.AsSpan(_points.Count).Clear();
        for (var c = 0; c < present; c++) Approach(centroids.AsMemory(c * _points.Features, _points.Features));
        Extend(centroids, present, random);
    }

    /// <summary>Fills up centroids of which some are there, and <see cref="Nearest"/> with them.</summary>
    /// <param name="centroids">in/out: k x d.</param>
    /// <param name="present">How many are there.</param>
    /// <param name="random">The source of the draws.</param>
    public void Extend(float[] centroids, int present, SeededRandom random)
    {
        var d = _points.Features;
        var clusters = centroids.Length / d;
        var candidates = new float[(2 + (int)Math.Log(clusters)) * d];
        for (var c = present; c < clusters; c++)
        {
            Accumulate();
            for (var t = 0; t < candidates.Length; t += d) _points.CopyPoint(Draw(random), candidates.AsSpan(t, d));
            var best = candidates.AsMemory(Best(candidates) * d, d);
            best.CopyTo(centroids.AsMemory(c * d));
            if (c + 1 < clusters) Approach(best);
        }
    }

    private static float[] WithoutPadding(FeatureMatrix points)
    {
        var block = points.Block(points.Blocks - 1).ToArray();
        for (var f = 0; f < points.Features; f++) block.AsSpan((f * FeatureMatrix.BlockSize) + points.PointsIn(points.Blocks - 1), FeatureMatrix.BlockSize - points.PointsIn(points.Blocks - 1)).Clear();
        return block;
    }

    private ReadOnlySpan<float> Block(int block) => block == _points.Blocks - 1 ? _lastBlock : _points.Block(block);

    private Span<float> NearestOf(int block) => _nearest.AsSpan(block * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize);

    /// <summary>The running sums of the squared distances, block by block.</summary>
    private void Accumulate()
    {
        var total = 0.0;
        for (var block = 0; block < _cumulative.Length; block++) _cumulative[block] = total += BlockReduction.Sum(NearestOf(block));
    }

    private void Approach(ReadOnlyMemory<float> centre) =>
        _chunks.Run(_parallelism, (_, first, end) => WidestLane.Run<ApproachWork, int>(new ApproachWork(this, centre, first, end)));

    /// <summary>The candidate with which the sum of the squared distances becomes least.</summary>
    private int Best(float[] candidates)
    {
        var count = candidates.Length / _points.Features;
        var sums = new double[_chunks.Count][];
        _chunks.Run(_parallelism, (chunk, first, end) => sums[chunk] = WidestLane.Run<PotentialWork, double[]>(new PotentialWork(this, candidates, first, end)));
        var best = 0;
        var least = double.PositiveInfinity;
        for (var t = 0; t < count; t++)
        {
            var sum = 0.0;
            foreach (var chunk in sums) sum += chunk[t];
            if (sum < least) (least, best) = (sum, t);
        }

        return best;
    }

    /// <summary>A point drawn with probability proportional to its squared distance; any point when all distances are 0.</summary>
    private int Draw(SeededRandom random)
    {
        var target = random.NextDouble() * _cumulative[^1];
        var block = FirstAbove(target);
        if (block == _cumulative.Length) return random.NextInt(_points.Count);

        var running = block == 0 ? 0.0 : _cumulative[block - 1];
        var distances = NearestOf(block);
        var last = 0;
        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] > 0) last = i;
            running += distances[i];
            if (running > target && distances[i] > 0) return (block * FeatureMatrix.BlockSize) + i;
        }

        return (block * FeatureMatrix.BlockSize) + last;
    }

    private int FirstAbove(double target)
    {
        var (low, high) = (0, _cumulative.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cumulative[middle] > target) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private readonly struct ApproachWork(KMeansPlusPlus seeding, ReadOnlyMemory<float> centre, int first, int end) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            for (var block = first; block < end; block++) PointDistances.Approach<TLane>(seeding.Block(block), centre.Span, seeding.NearestOf(block));
            return end - first;
        }
    }

    private readonly struct PotentialWork(KMeansPlusPlus seeding, float[] candidates, int first, int end) : ILaneWork<double[]>
    {
        public double[] Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            var sums = new float[candidates.Length / seeding._points.Features * FeatureMatrix.BlockSize];
            for (var block = first; block < end; block++)
            {
                seeding._parallelism.Cancellation.ThrowIfCancellationRequested();
                PointDistances.AddPotentials<TLane>(seeding.Block(block), candidates, seeding.NearestOf(block), sums);
            }

            var totals = new double[sums.Length / FeatureMatrix.BlockSize];
            for (var t = 0; t < totals.Length; t++) totals[t] = BlockReduction.Sum(sums.AsSpan(t * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize));
            return totals;
        }
    }
}

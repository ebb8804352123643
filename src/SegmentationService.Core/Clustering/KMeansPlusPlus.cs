using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// Greedy k-means++ (Arthur and Vassilvitskii 2007, SODA, "k-means++: the advantages of careful seeding"; the greedy form is from
/// its section 5): each centre is the best of 2 + ln k points drawn with probability proportional to D^2. O(n k d log k).
/// </summary>
internal sealed class KMeansPlusPlus
{
    private readonly FeatureMatrix _points;
    private readonly Parallelism _parallelism;
    private readonly FixedChunks _chunks;
    private readonly double[] _chunkSums;

    public KMeansPlusPlus(FeatureMatrix points, Parallelism parallelism)
    {
        _points = points;
        _parallelism = parallelism;
        _chunks = new FixedChunks(points);
        _chunkSums = new double[_chunks.Count];
    }

    /// <summary>Chooses k centroids among the points.</summary>
    /// <returns>k x d, row-major.</returns>
    public float[] Seed(int clusters, SeededRandom random)
    {
        var d = _points.Features;
        var centroids = new float[clusters * d];
        var nearest = new float[_points.Blocks * FeatureMatrix.BlockSize];
        Array.Fill(nearest, float.PositiveInfinity);
        _points.CopyPoint(random.NextInt(_points.Count), centroids.AsSpan(0, d));
        Approach(centroids.AsMemory(0, d), nearest, nearest);
        Extend(centroids, 1, nearest, random);
        return centroids;
    }

    /// <summary>Fills up centroids of which some are there.</summary>
    /// <param name="centroids">in/out: k x d.</param>
    /// <param name="present">How many are there.</param>
    /// <param name="nearest">in/out: for each point the squared distance to its nearest centroid so far.</param>
    /// <param name="random">The source of the draws.</param>
    public void Extend(float[] centroids, int present, float[] nearest, SeededRandom random)
    {
        var d = _points.Features;
        var clusters = centroids.Length / d;
        var candidates = 2 + (int)Math.Log(clusters);
        var (best, trial) = (new float[nearest.Length], new float[nearest.Length]);
        var candidate = new float[d];
        for (var c = present; c < clusters; c++)
        {
            var cumulative = Sum(nearest);
            var bestSum = double.PositiveInfinity;
            for (var t = 0; t < candidates; t++)
            {
                _points.CopyPoint(Draw(nearest, cumulative, random), candidate);
                var sum = Approach(candidate, nearest, trial);
                if (sum >= bestSum) continue;
                bestSum = sum;
                (best, trial) = (trial, best);
                candidate.CopyTo(centroids.AsSpan(c * d));
            }

            Array.Copy(best, nearest, nearest.Length);
        }
    }

    /// <summary>What the distances become when one centre is added.</summary>
    /// <param name="centre">in: d values.</param>
    /// <param name="before">in: squared distances without it.</param>
    /// <param name="after">out: with it; may be the same array.</param>
    /// <returns>The sum of the new squared distances.</returns>
    public double Approach(ReadOnlyMemory<float> centre, float[] before, float[] after)
    {
        var (points, sums) = (_points, _chunkSums);
        _chunks.Run(_parallelism, (chunk, first, end) =>
        {
            Span<float> distances = stackalloc float[FeatureMatrix.BlockSize];
            var sum = 0.0;
            for (var b = first; b < end; b++)
            {
                WidestLane.Run<DistancesWork, int>(new DistancesWork(points.Block(b), centre.Span, distances));
                var start = b * FeatureMatrix.BlockSize;
                for (var i = 0; i < points.PointsIn(b); i++)
                {
                    var distance = Math.Min(before[start + i], distances[i]);
                    after[start + i] = distance;
                    sum += distance;
                }
            }

            sums[chunk] = sum;
        });
        return sums.Sum();
    }

    /// <summary>A point drawn with probability proportional to its squared distance; any point when all distances are 0.</summary>
    private int Draw(float[] nearest, double[] cumulative, SeededRandom random)
    {
        var target = random.NextDouble() * cumulative[^1];
        var chunk = Array.FindIndex(cumulative, sum => sum > target);
        if (chunk < 0) return random.NextInt(_points.Count);

        var size = _points.Count;
        var perChunk = ChunkLength();
        var i = chunk * perChunk;
        var end = Math.Min(size, i + perChunk);
        var running = chunk == 0 ? 0.0 : cumulative[chunk - 1];
        var last = i;
        for (; i < end; i++)
        {
            if (nearest[i] > 0) last = i;
            running += nearest[i];
            if (running > target) return i;
        }

        return last;
    }

    private int ChunkLength() => _chunks.BlocksPerChunk * FeatureMatrix.BlockSize;

    private double[] Sum(float[] nearest)
    {
        var cumulative = new double[_chunks.Count];
        var perChunk = ChunkLength();
        var total = 0.0;
        for (var chunk = 0; chunk < cumulative.Length; chunk++)
        {
            var sum = 0.0;
            var start = chunk * perChunk;
            foreach (var distance in nearest.AsSpan(start, Math.Min(_points.Count - start, perChunk))) sum += distance;
            cumulative[chunk] = total += sum;
        }

        return cumulative;
    }

    private readonly ref struct DistancesWork(ReadOnlySpan<float> block, ReadOnlySpan<float> centre, Span<float> distances) : ILaneWork<int>
    {
        private readonly ReadOnlySpan<float> _block = block;
        private readonly ReadOnlySpan<float> _centre = centre;
        private readonly Span<float> _distances = distances;

        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            PointDistances.Squared<TLane>(_block, _centre, _distances);
            return _block.Length;
        }
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// The sums and sizes of the clusters of one run, of all points or of a part of them. Workers gather what changes apart from each other; whole numbers add up to the
/// same whatever the order, so no result depends on who gathered what, nor on the parts.
/// </summary>
internal sealed class ClusterTotals
{
    private readonly PointTotals _points;
    private readonly int _features;
    private readonly long[] _sums;
    private readonly int[] _counts;
    private readonly Change[] _changes;

    /// <summary>Begins without points.</summary>
    /// <param name="points">The totals of all points.</param>
    /// <param name="clusters">k.</param>
    /// <param name="features">d.</param>
    /// <param name="workers">How many gather changes; 0 where totals of parts are added up.</param>
    public ClusterTotals(PointTotals points, int clusters, int features, int workers)
    {
        _points = points;
        _features = features;
        _sums = new long[clusters * features];
        _counts = new int[clusters];
        _changes = Array.ConvertAll(new Change[workers], _ => new Change(points.Scale, clusters, features));
    }

    /// <summary>The number of points of each cluster.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>The points that came or moved since the pass before.</summary>
    public int Moves { get; private set; }

    /// <summary>What one worker gathers.</summary>
    public Change ChangeOf(int worker) => _changes[worker];

    /// <summary>Forgets all points.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_counts);
        Moves = 0;
    }

    /// <summary>Adds the totals of another part of the points. O(k d).</summary>
    public void Add(ClusterTotals other)
    {
        for (var j = 0; j < _sums.Length; j++) _sums[j] += other._sums[j];
        for (var c = 0; c < _counts.Length; c++) _counts[c] += other._counts[c];
        Moves += other.Moves;
    }

    /// <summary>Takes over what <see cref="WriteTo"/> wrote, in the place of what is here.</summary>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public void ReadFrom(BinaryReader reader)
    {
        Moves = (int)reader.ReadInt64();
        reader.ReadNumbers(_counts);
        reader.ReadNumbers(_sums);
    }

    /// <summary>The bytes that <see cref="WriteTo"/> writes.</summary>
    public int Bytes => sizeof(long) * (1 + _counts.Length + _sums.Length);

    /// <summary>Writes moves, sizes and sums, as <see cref="PartAnswers"/> that add up.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write((long)Moves);
        writer.WriteNumbers(_counts);
        writer.WriteNumbers(_sums);
    }

    /// <summary>Takes over what all workers have gathered. O(workers k d).</summary>
    /// <returns>The number of points that came or moved.</returns>
    public int Apply()
    {
        Moves = 0;
        foreach (var change in _changes)
        {
            if (change.Moves == 0) continue;
            Moves += change.Moves;
            change.AddTo(_sums, _counts);
        }

        return Moves;
    }

    /// <summary>The means of the clusters; of an empty one the centroid stays. O(k d).</summary>
    /// <param name="centroids">in/out: k x d, row-major.</param>
    public void MeansInto(Span<float> centroids)
    {
        for (var c = 0; c < _counts.Length; c++)
        {
            if (_counts[c] == 0) continue;
            var factor = 1 / (_points.Scale * _counts[c]);
            for (var j = c * _features; j < (c + 1) * _features; j++) centroids[j] = (float)(_sums[j] * factor);
        }
    }

    /// <summary>The sum of (x - c)^2 = sum of x^2 - 2 c S + n c^2, S the sum of a cluster's points: no pass over the points. O(k d).</summary>
    /// <param name="centroids">in: k x d, row-major.</param>
    public double Inertia(ReadOnlySpan<float> centroids)
    {
        var inertia = _points.SumOfSquares;
        for (var c = 0; c < _counts.Length; c++)
        {
            for (var j = c * _features; j < (c + 1) * _features; j++)
            {
                var centre = (double)centroids[j];
                inertia += centre * ((_counts[c] * centre) - (2 * _sums[j] / _points.Scale));
            }
        }

        return inertia;
    }

    /// <summary>What one worker gathers, until <see cref="Apply"/>.</summary>
    internal sealed class Change(double scale, int clusters, int features)
    {
        private readonly long[] _sums = new long[clusters * features];
        private readonly int[] _counts = new int[clusters];
        private readonly long[] _values = new long[features * FeatureMatrix.BlockSize];

        /// <summary>The points that came or moved.</summary>
        public int Moves { get; private set; }

        /// <summary>Points that belong to no cluster yet come to theirs.</summary>
        public void Add(ReadOnlySpan<float> block, ReadOnlySpan<int> labels)
        {
            ClusterSums.Add(block, scale, labels, _sums, _counts, _values);
            Moves += labels.Length;
        }

        /// <summary>Points whose label has changed move.</summary>
        /// <returns>How many there are.</returns>
        public int Move(ReadOnlySpan<float> block, Span<int> before, ReadOnlySpan<int> after)
        {
            var moves = ClusterSums.Move(block, scale, before, after, _sums, _counts);
            Moves += moves;
            return moves;
        }

        /// <summary>Hands over, and begins anew.</summary>
        public void AddTo(Span<long> sums, Span<int> counts)
        {
            for (var j = 0; j < sums.Length; j++) sums[j] += _sums[j];
            for (var c = 0; c < counts.Length; c++) counts[c] += _counts[c];
            Array.Clear(_sums);
            Array.Clear(_counts);
            Moves = 0;
        }
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// The sums of the points of each cluster without any rounding: as many words of fixed point as the coordinates have bits for, most often
/// one. Parts of the points may be summed apart and merged in any order, to the same bits.
/// </summary>
/// <param name="totals">The totals of all points.</param>
/// <param name="clusters">k.</param>
/// <param name="features">d.</param>
internal sealed class ExactClusterSums(PointTotals totals, int clusters, int features)
{
    private readonly int[] _counts = new int[clusters];
    private readonly int[] _unused = new int[clusters];
    private readonly List<long[]> _words = [];
    private readonly long[] _values = new long[features * FeatureMatrix.BlockSize];
    private readonly float[] _rests = new float[features * FeatureMatrix.BlockSize];

    /// <summary>Reads what <see cref="WriteTo"/> wrote, to the end of the message.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="totals">The totals of all points.</param>
    /// <param name="clusters">k.</param>
    /// <param name="features">d.</param>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public static ExactClusterSums ReadFrom(BinaryReader reader, PointTotals totals, int clusters, int features)
    {
        var sums = new ExactClusterSums(totals, clusters, features);
        reader.ReadNumbers(sums._counts);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            sums._words.Add(new long[clusters * features]);
            reader.ReadNumbers(sums._words[^1]);
        }

        return sums;
    }

    /// <summary>Writes sizes and sums, as <see cref="PartAnswers"/> that add up: a part that needs fewer words has zeros in those of others.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.WriteNumbers(_counts);
        foreach (var word in _words) writer.WriteNumbers(word);
    }

    /// <summary>Adds the points of a block to their clusters. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="labels">in: the cluster of each point that counts, at most 64.</param>
    public void Add(ReadOnlySpan<float> block, ReadOnlySpan<int> labels)
    {
        var rests = block;
        var scale = totals.Scale;
        for (var word = 0; ; word++)
        {
            if (word == _words.Count) _words.Add(new long[clusters * features]);
            ClusterSums.Add(rests, scale, labels, _words[word], word == 0 ? _counts : _unused, _values);
            if (!ClusterSums.Rests(rests, scale, labels.Length, _values, _rests)) return;
            rests = _rests;
            scale = Math.ScaleB(scale, totals.BitsOfValue);
        }
    }

    /// <summary>The number of points of each cluster.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Adds the points of another part. O(k d).</summary>
    public void Add(ExactClusterSums other)
    {
        for (var c = 0; c < _counts.Length; c++) _counts[c] += other._counts[c];
        for (var word = 0; word < other._words.Count; word++)
        {
            if (word == _words.Count) _words.Add(new long[clusters * features]);
            for (var j = 0; j < _words[word].Length; j++) _words[word][j] += other._words[word][j];
        }
    }

    /// <summary>Takes one point from its cluster to another. O(d).</summary>
    /// <param name="point">in: d coordinates.</param>
    /// <param name="from">The cluster that it is counted in.</param>
    /// <param name="to">The cluster that it goes to.</param>
    public void Move(ReadOnlySpan<float> point, int from, int to)
    {
        // A number of the other sign has the words of the other sign.
        Span<float> block = new float[features * FeatureMatrix.BlockSize];
        for (var f = 0; f < features; f++)
        {
            block[f * FeatureMatrix.BlockSize] = -point[f];
            block[(f * FeatureMatrix.BlockSize) + 1] = point[f];
        }

        Add(block, [from, to]);
        _counts[from] -= 2;
    }

    /// <summary>The means of the clusters; of an empty one the centroid stays. O(k d).</summary>
    /// <param name="centroids">in/out: k x d, row-major.</param>
    public void MeansInto(Span<float> centroids)
    {
        for (var j = 0; j < centroids.Length; j++)
        {
            if (_counts[j / features] == 0) continue;
            var sum = new ExactSum();
            for (var word = 0; word < _words.Count; word++) sum.Add(_words[word][j], -Math.ILogB(totals.Scale) - (word * totals.BitsOfValue));
            centroids[j] = (float)(sum.Value / _counts[j / features]);
        }
    }
}

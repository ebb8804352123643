using System.Numerics;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Chooses the centroids that may be nearest to a point of a block: those within the exponion radius of the centroid that it had (Newling and
/// Fleuret, Fast k-means with accurate bounds, 2016, PMLR 48, arXiv 1602.02514), twice the upper bound and what makes the block rest. Holds the room that one worker needs for it.
/// </summary>
/// <param name="drift">What is known of the centroids.</param>
/// <param name="packed">Where the packed centroids of the pass under way are.</param>
/// <param name="clusters">k.</param>
internal sealed class CandidateCentroids(CentroidDrift drift, float[] packed, int clusters)
{
    /// <summary>Up to so many clusters all are looked at: to choose among them costs more than it saves.</summary>
    private const int FewClusters = 12;

    /// <summary>A block whose points are of more clusters than this looks at all centroids.</summary>
    private const int MostLabels = 8;

    /// <summary>Centroids farther by so many steps as the last one are looked at as well, so that the block can rest in the next passes.</summary>
    private const double Foresight = 4;

    /// <summary>But not beyond this share of the upper bound.</summary>
    private const double MostForesight = 0.2;

    private readonly float[] _packed = new float[clusters <= FewClusters ? 0 : packed.Length];
    private readonly int[] _numbers = new int[clusters];
    private readonly float[] _squares = new float[(clusters + FeatureMatrix.BlockSize - 1) / FeatureMatrix.BlockSize * FeatureMatrix.BlockSize];
    private readonly ulong[] _isChosen = new ulong[(clusters + 63) / 64];
    private readonly ulong[] _isPresent = new ulong[(clusters + 63) / 64];
    private int _squaresOf = -1;

    /// <summary>How many were chosen; all centroids count as 0 and need not be copied.</summary>
    public int Count { get; private set; }

    /// <summary>The least margin of those that were left out: they are farther from each point than its own centroid by at least this.</summary>
    public float LeastMargin { get; private set; }

    /// <summary>The chosen centroids, packed, in their order: of equally near ones the first wins as it does among all.</summary>
    public ReadOnlySpan<float> Packed => Count == 0 ? packed : _packed.AsSpan(0, Count * CentroidScores.Stride(drift.Centroids.Features));

    /// <summary>Forgets the distances of the last pass.</summary>
    public void BeginPass() => _squaresOf = -1;

    /// <summary>Chooses.</summary>
    /// <param name="labels">in: the clusters of the points.</param>
    /// <param name="upperBound">Of the distances of the points to their centroids; infinite when it is not known.</param>
    /// <param name="tolerance">A margin larger than this is no error of rounding.</param>
    public void Choose(ReadOnlySpan<int> labels, double upperBound, float tolerance)
    {
        (Count, LeastMargin) = (0, float.MaxValue);
        if (clusters <= FewClusters || !double.IsFinite(upperBound)) return;
        var beyond = tolerance + Math.Min(Foresight * drift.LastMarginLoss, MostForesight * upperBound);
        var radius = (float)(((2 * upperBound) + beyond) * (1 + 1e-5));
        if (!Mark(labels, radius * radius)) return;

        var chosen = 0;
        foreach (var word in _isChosen) chosen += BitOperations.PopCount(word);
        if (4 * chosen > 3 * clusters) return;
        (Count, LeastMargin) = (chosen, (float)(beyond * (1 - 1e-5)));
        Pack();
    }

    /// <summary>Turns places among the chosen centroids into their numbers.</summary>
    /// <param name="labels">in/out.</param>
    public void Number(Span<int> labels)
    {
        if (Count == 0) return;
        foreach (ref var label in labels) label = _numbers[label];
    }

    private bool Mark(ReadOnlySpan<int> labels, float squaredRadius)
    {
        Array.Clear(_isChosen);
        if (labels.IndexOfAnyExcept(labels[0]) < 0)
        {
            MarkWithin(labels[0], squaredRadius);
            return true;
        }

        Array.Clear(_isPresent);
        var different = 0;
        foreach (var label in labels)
        {
            var bit = 1UL << (label % 64);
            if ((_isPresent[label / 64] & bit) != 0) continue;
            if (++different > MostLabels) return false;
            _isPresent[label / 64] |= bit;
            MarkWithin(label, squaredRadius);
        }

        return true;
    }

    private void MarkWithin(int label, float squaredRadius)
    {
        var squares = drift.KeptDistances(label);
        if (squares.IsEmpty)
        {
            if (_squaresOf != label) drift.Distances(label, _squares);
            _squaresOf = label;
            squares = _squares;
        }

        BlockMasks.AddUpTo(squares, squaredRadius, _isChosen);
        if (clusters % 64 != 0) _isChosen[^1] &= (1UL << (clusters % 64)) - 1;
    }

    private void Pack()
    {
        var stride = CentroidScores.Stride(drift.Centroids.Features);
        var next = 0;
        for (var word = 0; word < _isChosen.Length; word++)
        {
            for (var bits = _isChosen[word]; bits != 0; bits &= bits - 1)
            {
                var number = (word * 64) + BitOperations.TrailingZeroCount(bits);
                _numbers[next] = number;
                packed.AsSpan(number * stride, stride).CopyTo(_packed.AsSpan(next++ * stride));
            }
        }
    }
}

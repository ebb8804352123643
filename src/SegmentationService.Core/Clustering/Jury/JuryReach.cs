using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Jury;

/// <summary>
/// How far the centroids of jurors lie from those that they judge. By the triangle inequality all jurors vote for the nearest cluster of a point where every other one is farther by more than the
/// reaches of the two: most points of most clusterings, whose jurors need not be asked. Immutable.
/// </summary>
internal sealed class JuryReach
{
    /// <summary>
    /// Squared distances of d features are wrong by at most d + 2 roundings of 2^-24, the two that are compared here and the two that a juror compares. Eight times as much is left for
    /// each feature.
    /// </summary>
    private const double SlackOfFeature = 1.0 / (1 << 20);

    /// <summary>Far more than what is lost of squares so small that they are no normal numbers any more.</summary>
    private const float LeastReach = 1e-18f;

    private readonly float[] _reaches;
    private readonly float _slack;

    /// <summary>Measures the reaches. O(B k d).</summary>
    /// <param name="jurors">The jurors.</param>
    /// <param name="centroids">k x d, those that they judge.</param>
    public JuryReach(Jurors jurors, FeatureMatrix centroids)
    {
        _reaches = new float[centroids.Blocks * FeatureMatrix.BlockSize];
        _slack = (float)(1 + ((jurors.Features + 8) * SlackOfFeature));
        var (own, others) = (new float[jurors.Features], new float[jurors.Features]);
        for (var c = 0; c < jurors.Clusters; c++)
        {
            centroids.CopyPoint(c, own);
            var largest = 0.0;
            for (var juror = 0; juror < jurors.Count; juror++)
            {
                jurors.CopyCentroid(juror, c, others);
                largest = Math.Max(largest, SquaredDistance.Between(own, others));
            }

            _reaches[c] = ((float)Math.Sqrt(largest) * _slack) + LeastReach;
        }
    }

    /// <summary>Whether all jurors surely vote for the cluster that is nearest to a point. O(k).</summary>
    /// <param name="squares">in: the squared distance to each centroid, as prediction rounds it; infinite for padding.</param>
    /// <param name="nearest">The nearest cluster.</param>
    public bool IsUnanimous(ReadOnlySpan<float> squares, int nearest) =>
        SurelyFarther.CountOthers(squares, _reaches, (MathF.Sqrt(squares[nearest]) * _slack) + _reaches[nearest]) == 1;
}

using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// A model: all that prediction depends on, and nothing else. Immutable. It holds no date, version or time, so the same table, options, seed
/// and parent give an equal model; <see cref="TrainingReport"/> holds what training learned besides.
/// </summary>
public sealed class SegmentationModel
{
    private string? _fingerprint;

    /// <summary>What customers are measured by.</summary>
    public required FeatureSet FeatureSet { get; init; }

    /// <summary>The centroids in the feature space, k points of d features, in the order of <see cref="Segments"/>.</summary>
    public required FeatureMatrix Centroids { get; init; }

    /// <summary>T of the weights exp(-d^2 / T) / sum: above 0. Without a jury they are the confidence.</summary>
    public required double Temperature { get; init; }

    /// <summary>The segments, largest first.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>The jurors that vote on the confidence, their clusters in the order of <see cref="Segments"/>; null where there are none, as in models from before there were any.</summary>
    public Jurors? Jury { get; init; }

    /// <summary>Whether the ids of the segments are 1, 2 ... k in their order, as the training of a model without a parent gives them.</summary>
    public bool IsNumberedBySize => Segments.Select(segment => segment.Id).SequenceEqual(Enumerable.Range(1, Segments.Count));

    /// <summary>The SHA-256 of all that predicted numbers depend on, ids of segments and jurors included, as <c>sha256:</c> and 64 hexadecimal digits. O(B k d), B jurors, when it is first asked for.</summary>
    public string Fingerprint() => _fingerprint ??= ComputeFingerprint();

    private string ComputeFingerprint()
    {
        using var hash = new FingerprintHash();
        FeatureSet.AddTo(hash);
        hash.Add(Segments.Count);
        for (var c = 0; c < Segments.Count; c++)
        {
            for (var f = 0; f < Centroids.Features; f++) hash.Add(Centroids[c, f]);
            hash.Add(Segments[c].Radius);
        }

        hash.Add(Temperature);

        // Last, and only where there are any, so that models without them keep the fingerprint that they had before there were any.
        FeatureSet.AddEncodingTo(hash);
        FeatureSet.AddDaysTo(hash);
        if (!IsNumberedBySize)
        {
            hash.Add("ids");
            foreach (var segment in Segments) hash.Add(segment.Id);
        }

        Jury?.AddTo(hash);
        return hash.ToText();
    }
}

using System.Security.Cryptography;
using System.Text;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>What one number of segments gave; the scores are null where they have no value (one segment, for example).</summary>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Inertia">The sum of squared distances in the feature space.</param>
/// <param name="Silhouette">The mean silhouette.</param>
/// <param name="SilhouetteCustomers">The number of customers that the silhouette was computed on.</param>
/// <param name="CalinskiHarabasz">The Calinski-Harabasz score.</param>
/// <param name="DaviesBouldin">The Davies-Bouldin score.</param>
/// <param name="SmallestShare">The share of the smallest segment.</param>
/// <param name="Eligible">Whether that share is large enough to be chosen automatically.</param>
/// <param name="Iterations">The passes of the best run.</param>
public sealed record CandidateSummary(
    int Clusters,
    double Inertia,
    double? Silhouette,
    int SilhouetteCustomers,
    double? CalinskiHarabasz,
    double? DaviesBouldin,
    double SmallestShare,
    bool Eligible,
    int Iterations);

/// <summary>How the number of segments was found.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">The rule in a sentence.</param>
/// <param name="Candidates">Every number that was tried, in ascending order.</param>
public sealed record SelectionSummary(SelectionRule Rule, string Reason, IReadOnlyList<CandidateSummary> Candidates);

/// <summary>
/// A trained model: all that prediction depends on, and what training learned. Immutable. It holds no date, version or time, so
/// the same table, options and seed give an equal model.
/// </summary>
public sealed class SegmentationModel
{
    private string? _fingerprint;

    /// <summary>What customers are measured by.</summary>
    public required FeatureSet FeatureSet { get; init; }

    /// <summary>The centroids in the feature space, k points of d features, in the order of <see cref="Segments"/>.</summary>
    public required FeatureMatrix Centroids { get; init; }

    /// <summary>T of the confidence exp(-d^2 / T) / sum: above 0.</summary>
    public required double Temperature { get; init; }

    /// <summary>The segments, largest first.</summary>
    public required IReadOnlyList<SegmentProfile> Segments { get; init; }

    /// <summary>Whether the ids of the segments are 1, 2 ... k in their order, as a training gives them.</summary>
    public bool IsNumberedBySize => Segments.Select(segment => segment.Id).SequenceEqual(Enumerable.Range(1, Segments.Count));

    /// <summary>The number of training customers.</summary>
    public required int Customers { get; init; }

    /// <summary>The seed of the training.</summary>
    public required long Seed { get; init; }

    /// <summary>How the number of segments was found.</summary>
    public required SelectionSummary Selection { get; init; }

    /// <summary>The log of orders that the customers were made of; null where they came as a table. No part of the fingerprint.</summary>
    public OrderOrigin? Orders { get; init; }

    /// <summary>What the analyst should know.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>What every column of the training table was taken for; empty where that is not known. No part of the fingerprint.</summary>
    public IReadOnlyList<ColumnReport> Columns { get; init; } = [];

    /// <summary>The candidate that became the model.</summary>
    public CandidateSummary Quality => Selection.Candidates.First(candidate => candidate.Clusters == Segments.Count);

    /// <summary>The SHA-256 of all that prediction depends on, ids of segments included, as <c>sha256:</c> and 64 hexadecimal digits. O(k d) when it is first asked for.</summary>
    public string Fingerprint() => _fingerprint ??= ComputeFingerprint();

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (string?[])[FeatureSet.Parts.Recency, FeatureSet.Parts.Frequency, FeatureSet.Parts.Monetary, FeatureSet.Parts.Tenure]) Text(name);
        Number(FeatureSet.Inputs.Count);
        foreach (var input in FeatureSet.Inputs)
        {
            Text(input.Name);
            Number(input.Median);
        }

        Number(FeatureSet.Features.Count);
        foreach (var feature in FeatureSet.Features)
        {
            Text(feature.Name);
            foreach (var value in (double[])[(double)feature.Transform, feature.Min, feature.Max, feature.LowerFence ?? double.NaN, feature.UpperFence ?? double.NaN, feature.Center, feature.Scale])
                Number(value);
        }

        Number(Segments.Count);
        for (var c = 0; c < Segments.Count; c++)
        {
            for (var f = 0; f < Centroids.Features; f++) Number(Centroids[c, f]);
            Number(Segments[c].Radius);
        }

        Number(Temperature);
        Encoded();
        Ids();
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());

        // Last, so that models without encoded columns keep the fingerprint that they had before there were any.
        void Encoded()
        {
            for (var i = 0; i < FeatureSet.Inputs.Count; i++)
            {
                if (FeatureSet.Inputs[i].Values is not { } values) continue;
                Number(i);
                Number(values.Names.Count);
                foreach (var name in values.Names) Text(name);
            }

            for (var f = 0; f < FeatureSet.Features.Count; f++)
            {
                if (FeatureSet.EncodedValue(f) is not var (input, value)) continue;
                Number(f);
                Number(input);
                Number(value);
            }
        }

        // Models whose ids say no more than their order keep the fingerprint that they had before there were others.
        void Ids()
        {
            if (IsNumberedBySize) return;
            Text("ids");
            foreach (var segment in Segments) Number(segment.Id);
        }

        void Text(string? text)
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            Number(text is null ? -1 : bytes.Length);
            hash.AppendData(bytes);
        }

        void Number(double value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}

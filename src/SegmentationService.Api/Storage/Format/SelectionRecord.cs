using System.Text.Json.Serialization;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>How the number of segments was found.</summary>
internal sealed record SelectionRecord(SelectionRule Rule, string Reason, CandidateRecord[] Candidates)
{
    /// <summary>The record of a selection.</summary>
    public static SelectionRecord Of(SelectionSummary selection) => new(selection.Rule, selection.Reason, [.. selection.Candidates.Select(CandidateRecord.Of)]);

    /// <summary>The selection again.</summary>
    public SelectionSummary ToSelection() => new(Rule, Reason, [.. Candidates.Select(candidate => candidate.ToCandidate())]);
}

/// <summary>One number of segments that was tried. <paramref name="Groups"/> and <paramref name="Stability"/>, since format 5, are left out where they are not known.</summary>
internal sealed record CandidateRecord(
    int Clusters,
    double Inertia,
    double? Silhouette,
    int SilhouetteCustomers,
    double? CalinskiHarabasz,
    double? DaviesBouldin,
    double SmallestShare,
    bool Eligible,
    int Iterations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Groups = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Stability = null)
{
    public static CandidateRecord Of(CandidateSummary candidate) => new(
        candidate.Clusters,
        candidate.Inertia,
        candidate.Silhouette,
        candidate.SilhouetteCustomers,
        candidate.CalinskiHarabasz,
        candidate.DaviesBouldin,
        candidate.SmallestShare,
        candidate.Eligible,
        candidate.Iterations,
        candidate.Groups,
        candidate.Stability);

    public CandidateSummary ToCandidate() =>
        new(Clusters, Inertia, Silhouette, SilhouetteCustomers, CalinskiHarabasz, DaviesBouldin, SmallestShare, Eligible, Iterations, Groups, Stability);
}

using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Valleys;

namespace SegmentationService.Api.Models;

/// <summary>Whether the segments are groups of customers with few between them, or cuts through a continuum.</summary>
/// <param name="Verdict"><c>separate</c> (a valley between any two neighbours), <c>groups</c> (between some) or <c>continuum</c> (no valley is proven).</param>
/// <param name="SeparateSegments">The number of segments at which they are separate; 1 where no number that was tried shows more than one group.</param>
/// <param name="Groups">The segments that belong together, by id: each in one group.</param>
/// <param name="Neighbours">What lies between neighbouring segments.</param>
/// <param name="Candidates">How many groups each number of segments forms that was tried and looked at.</param>
/// <param name="Sentence">The verdict in a sentence.</param>
internal sealed record StructureResponse(
    string Verdict,
    int SeparateSegments,
    IReadOnlyList<IReadOnlyList<int>> Groups,
    IReadOnlyList<NeighbourResponse> Neighbours,
    IReadOnlyList<CandidateGroupsResponse> Candidates,
    string Sentence)
{
    private static readonly EnumNames<StructureVerdict> Verdicts = new(
        (StructureVerdict.Separate, "separate"), (StructureVerdict.Groups, "groups"), (StructureVerdict.Continuum, "continuum"));

    public static StructureResponse Of(StoredVersion version, ClusterStructure structure)
    {
        int[] ids = [.. version.Model.Segments.Select(segment => segment.Id)];
        return new StructureResponse(
            Verdicts[structure.Verdict],
            structure.SeparateSegments,
            [.. structure.Groups.Select(group => (IReadOnlyList<int>)[.. group.Select(place => ids[place])])],
            [.. structure.Neighbours.Select(pair => new NeighbourResponse(ids[pair.A], ids[pair.B], pair.Valley, pair.Depth, pair.P, pair.Customers))],
            [.. version.Report.Selection.Candidates.Where(candidate => candidate.Groups is not null).Select(candidate => new CandidateGroupsResponse(candidate.Clusters, candidate.Groups!.Value))],
            structure.InWords(ids));
    }
}

/// <summary>What lies between two neighbouring segments: none lies between their centroids.</summary>
/// <param name="A">The id of the one segment.</param>
/// <param name="B">The id of the other.</param>
/// <param name="Valley">Whether it is proven that there are clearly fewer customers between them than in either: <c>p</c> at most 0.01 for all neighbours together, and <c>depth</c> at least 0.3.</param>
/// <param name="Depth">The share by which there are fewer than on the emptier side; below 0 where there are more.</param>
/// <param name="P">How likely so few are where there is no valley.</param>
/// <param name="Customers">The customers on the emptier side, of those of the sample that were counted.</param>
internal sealed record NeighbourResponse(int A, int B, bool Valley, double Depth, double P, int Customers);

/// <summary>How many groups a number of segments forms.</summary>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Groups">The groups: segments that no valley separates are one.</param>
internal sealed record CandidateGroupsResponse(int Clusters, int Groups);

using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Api.Models;

/// <summary>How the segments come from those of the version that was the parent of the training: a segment that is found again keeps its id.</summary>
/// <param name="Parent">The number of the parent, in the model that was trained: an import keeps it.</param>
/// <param name="Segments">Where the customers of each segment come from, in the order of <c>segments</c>.</param>
/// <param name="Retired">The ids of the parent's segments that are no more; they are not given again.</param>
/// <param name="Renamed">The segments that kept their id and have another name, since something that the old one says is not so any more; not those that people have given a name, which they keep.</param>
internal sealed record LineageResponse(int Parent, IReadOnlyList<OriginResponse> Segments, IReadOnlyList<int> Retired, IReadOnlyList<RenamedResponse> Renamed)
{
    /// <summary>What became of the parent's segments in a segment, as it is told and stored.</summary>
    public static readonly EnumNames<LineageStatus> Statuses = ModelFormat.LineageStatuses;

    public static LineageResponse Of(StoredVersion version, SegmentLineage lineage) => new(
        lineage.Parent,
        [.. version.Model.Segments.Zip(lineage.Segments, (segment, origin) => new OriginResponse(segment.Id, origin.From, origin.Share, Statuses[origin.Status]))],
        lineage.Retired,
        [.. lineage.Renamed.Where(renamed => version.Annotations.Of(renamed.Id).Name is null).Select(renamed => new RenamedResponse(renamed.Id, renamed.Before, version.Model.Segments.First(segment => segment.Id == renamed.Id).Name))]);
}

/// <summary>Where the customers of a segment come from.</summary>
/// <param name="Id">The id of the segment.</param>
/// <param name="From">The id of the parent's segment that most of them are in when the parent assigns them: the same id where the segment is found again. Null for a segment without customers.</param>
/// <param name="Share">Their share of the customers of the segment, 0 to 1.</param>
/// <param name="Status"><c>kept</c> or <c>new</c>; <c>split</c> where 30 % or more of the customers of <c>from</c> went to it and as many to another; <c>merged</c> where 30 % or more of its customers come from each of two.</param>
internal sealed record OriginResponse(int Id, int? From, double? Share, string Status);

/// <summary>A segment that kept its id and has another name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">The name that the parent has for it.</param>
/// <param name="To">Its name.</param>
internal sealed record RenamedResponse(int Id, string From, string To);

using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>
/// Which segments of a new model are those of its parent: the pairs that share at least half of the customers who are in either, when the parent assigns the customers of the new
/// table (a Jaccard index of 0.5; Hennig 2007, doi 10.1016/j.csda.2006.11.025). Such a pair holds at least half of the customers of both, so that neither has a second one, but for a segment
/// that falls into two equal halves, where the first counts; and no other pairing shares more customers in all: the pairs are those that the Hungarian method finds, without its k^3.
/// </summary>
internal sealed class ParentAlignment
{
    /// <summary>For each customer: the segment by either model, its distance, and its place among those of a segment.</summary>
    private const int BytesOfCustomer = (2 * sizeof(int)) + sizeof(float);

    /// <summary>Of a segment that is no more so many parts are told.</summary>
    private const int MostParts = 3;

    private readonly ParentModel _parent;
    private readonly SharedCustomers _shared;
    private readonly int[] _sizes;
    private readonly int[] _matches;

    private ParentAlignment(ParentModel parent, SharedCustomers shared, int[] sizes)
    {
        (_parent, _shared, _sizes) = (parent, shared, sizes);
        _matches = Match(shared, sizes);
        var next = parent.LastId;
        Ids = [.. _matches.Select(match => match < 0 ? ++next : parent.Trained.Model.Segments[match].Id)];
        LastId = next;
    }

    /// <summary>For each segment its id: that of the parent's segment that it is, or one that was never given before in the line, the smallest for the largest segment.</summary>
    public int[] Ids { get; }

    /// <summary>The largest id that was ever given in the line.</summary>
    public int LastId { get; }

    /// <summary>For each segment the name that the parent has for it; null where it is none of the parent's.</summary>
    public SegmentName?[] Names =>
        [.. _matches.Select(match => match < 0 ? null : new SegmentName(_parent.Trained.Model.Segments[match].Name, _parent.Trained.Report.Profiles[match].Phrases))];

    /// <summary>Has the parent assign the customers, and compares. O(n k d). Whole numbers decide, so nothing depends on threads.</summary>
    /// <param name="customers">The customers, of the features that the parent has.</param>
    /// <param name="segmented">The same in the segments of the new model.</param>
    /// <param name="parent">The parent.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <exception cref="ParentMismatchException">The customers have other features.</exception>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public static ParentAlignment Of(PreparedCustomers customers, SegmentedCustomers segmented, ParentModel parent, Parallelism parallelism)
    {
        parent.Check(customers);
        var bytes = customers.Points.Bytes + ((long)BytesOfCustomer * customers.Points.Count);
        parallelism.Memory?.Take(bytes);
        var model = parent.Trained.Model;
        var points = FeaturePreparation.Apply(model.FeatureSet, customers, parallelism);
        var parents = Assignment.Of(points, model.Centroids.ToRowMajor(), parallelism).Labels;
        var shared = new SharedCustomers(parents, segmented.Labels, segmented.Sizes, model.Segments.Count, parallelism.Cancellation);
        parallelism.Memory?.Give(bytes);
        return new ParentAlignment(parent, shared, segmented.Sizes);
    }

    /// <summary>For each segment the segment of the parent that it is; -1 where it is none.</summary>
    /// <param name="shared">The customers that they share.</param>
    /// <param name="sizes">in: the sizes of the segments.</param>
    internal static int[] Match(SharedCustomers shared, int[] sizes)
    {
        var (matches, isTaken) = (new int[sizes.Length], new bool[shared.ParentSizes.Length]);
        for (var c = 0; c < matches.Length; c++)
        {
            matches[c] = -1;
            foreach (var (parent, customers) in shared.Of(c))
            {
                var either = (long)sizes[c] + shared.ParentSizes[parent] - customers;
                if (matches[c] >= 0 || isTaken[parent] || 2L * customers < either) continue;
                (matches[c], isTaken[parent]) = (parent, true);
            }
        }

        return matches;
    }

    /// <summary>How the segments come from the parent's.</summary>
    /// <param name="segments">The segments, named.</param>
    public SegmentLineage ToLineage(IReadOnlyList<Segment> segments)
    {
        var before = _parent.Trained.Model.Segments;
        var parts = PartsOfParents();
        return new SegmentLineage
        {
            Parent = _parent.Version,
            LastId = LastId,
            Segments = [.. segments.Select((_, c) => OriginOf(c, parts))],
            Retired = [.. before.Where((_, p) => !_matches.Contains(p)).Select(segment => segment.Id).Order()],
            Renamed =
            [
                .. segments.Zip(_matches, (segment, match) => (Segment: segment, Before: match < 0 ? segment.Name : before[match].Name))
                    .Where(named => named.Before != named.Segment.Name).Select(named => new RenamedSegment(named.Segment.Id, named.Before)),
            ],
        };
    }

    /// <summary>Says of each name that a person gave a segment of the parent, and that no segment has now, where the customers are who were called so.</summary>
    /// <param name="segments">The segments, named.</param>
    public IEnumerable<Notice> NamesLost(IReadOnlyList<Segment> segments) =>
        _parent.Trained.Model.Segments.Select((segment, p) => (segment.Id, Place: p))
            .Where(before => !_matches.Contains(before.Place) && _parent.GivenNames.ContainsKey(before.Id))
            .Select(lost => LineageNotices.NameLost(_parent.Version, lost.Id, _parent.GivenNames[lost.Id], LargestPartsOf(lost.Place, segments)));

    /// <summary>The segments that have most of the customers of a segment of the parent, the largest part first.</summary>
    private (int Id, string Name, double Share)[] LargestPartsOf(int parent, IReadOnlyList<Segment> segments)
    {
        var parts = new List<(int Segment, int Customers)>();
        for (var c = 0; c < _sizes.Length; c++)
            foreach (var (from, customers) in _shared.Of(c))
                if (from == parent) parts.Add((c, customers));
        return [.. parts.OrderByDescending(part => part.Customers).Take(MostParts).Select(part => (segments[part.Segment].Id, NameOf(segments[part.Segment]), (double)part.Customers / _shared.ParentSizes[parent]))];

        string NameOf(Segment segment) => _parent.GivenNames.GetValueOrDefault(segment.Id, segment.Name);
    }

    /// <summary>For each segment of the parent how many segments have a large part of its customers.</summary>
    private int[] PartsOfParents()
    {
        var parts = new int[_shared.ParentSizes.Length];
        for (var c = 0; c < _sizes.Length; c++)
            foreach (var (parent, customers) in _shared.Of(c))
                if (IsLargePart(customers, _shared.ParentSizes[parent])) parts[parent]++;
        return parts;
    }

    private SegmentOrigin OriginOf(int segment, int[] parts)
    {
        var (from, most, sources) = (-1, 0, 0);
        foreach (var (parent, customers) in _shared.Of(segment))
        {
            if (IsLargePart(customers, _sizes[segment])) sources++;
            if (customers > most || (customers == most && parent == _matches[segment])) (from, most) = (parent, customers);
        }

        var isPart = from >= 0 && parts[from] > 1 && IsLargePart(most, _shared.ParentSizes[from]);
        var status = sources > 1 ? LineageStatus.Merged : isPart ? LineageStatus.Split : _matches[segment] >= 0 ? LineageStatus.Kept : LineageStatus.New;
        return from < 0 ? new SegmentOrigin(null, null, status) : new SegmentOrigin(_parent.Trained.Model.Segments[from].Id, (double)most / _sizes[segment], status);
    }

    /// <summary>Whether a part is at least 0.3 of a whole.</summary>
    private static bool IsLargePart(int part, int whole) => 10L * part >= 3L * whole;
}

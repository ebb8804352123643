using System.Globalization;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>Whether the segments of a model are groups of customers with few between them, or cuts through a continuum.</summary>
/// <param name="Verdict">The answer in a word.</param>
/// <param name="SeparateSegments">The number of segments at which they are separate; 1 where no number shows more than one group.</param>
/// <param name="Groups">The segments that belong together, by their places from 0: each in one group, ascending, the groups in order of their first.</param>
/// <param name="Neighbours">What lies between neighbouring segments, in order of their places.</param>
public sealed record ClusterStructure(
    StructureVerdict Verdict, int SeparateSegments, IReadOnlyList<IReadOnlyList<int>> Groups, IReadOnlyList<NeighbourValley> Neighbours)
{
    /// <summary>Where so many of the clusters are groups of their own, a number of clusters counts as separate.</summary>
    private const double MostlySeparate = 0.9;

    /// <summary>
    /// The number of clusters that are separate: the smallest at which there are the most groups, if nine in ten clusters are groups then; else the largest at which every cluster is one; else 1.
    /// </summary>
    /// <param name="found">Numbers of clusters, ascending, and how many groups they form.</param>
    internal static int SeparateClusters(IReadOnlyCollection<(int Clusters, int Groups)> found)
    {
        if (found.Count == 0) return 1;
        var most = found.MaxBy(candidate => candidate.Groups);
        if (most.Groups >= MostlySeparate * most.Clusters) return most.Clusters;
        return found.Where(candidate => candidate.Groups == candidate.Clusters).Select(candidate => candidate.Clusters).DefaultIfEmpty(1).Max();
    }

    /// <summary>What was found of the clustering that was chosen.</summary>
    /// <param name="group">For each cluster the first of its group.</param>
    /// <param name="valleys">What lies between neighbours.</param>
    /// <param name="separate">See <see cref="SeparateClusters"/>.</param>
    internal static ClusterStructure Of(int[] group, IEnumerable<Valley> valleys, int separate)
    {
        var k = group.Length;
        var groups = Enumerable.Range(0, k).GroupBy(c => group[c]).Select(members => (IReadOnlyList<int>)[.. members]).ToArray();
        var verdict = groups.Length == 1 && separate == 1 ? StructureVerdict.Continuum : groups.Length == k && k > 1 ? StructureVerdict.Separate : StructureVerdict.Groups;
        return new ClusterStructure(
            verdict,
            separate,
            groups,
            [.. valleys.OrderBy(valley => valley.A).ThenBy(valley => valley.B).Select(valley => new NeighbourValley(valley.A, valley.B, valley.IsProven(k), valley.Depth, valley.P, valley.Customers))]);
    }

    /// <summary>The same for clusters in another order.</summary>
    /// <param name="order">For each place from now on the cluster that stands there.</param>
    internal ClusterStructure InOrder(int[] order)
    {
        var places = new int[order.Length];
        for (var place = 0; place < order.Length; place++) places[order[place]] = place;
        return this with
        {
            Groups = [.. Groups.Select(group => (IReadOnlyList<int>)[.. group.Select(cluster => places[cluster]).Order()]).OrderBy(group => group[0])],
            Neighbours =
            [
                .. Neighbours
                    .Select(pair => pair with { A = Math.Min(places[pair.A], places[pair.B]), B = Math.Max(places[pair.A], places[pair.B]) })
                    .OrderBy(pair => pair.A).ThenBy(pair => pair.B),
            ],
        };
    }

    /// <summary>The verdict in a sentence.</summary>
    /// <param name="ids">What the segments are called by, in their order.</param>
    public string InWords(IReadOnlyList<int> ids)
    {
        var k = ids.Count;
        switch (Verdict)
        {
            case StructureVerdict.Continuum:
                return k == 1 ? "No clear segments: a continuum, left in one piece." : $"No clear segments: a continuum cut into {Number(k)} parts.";
            case StructureVerdict.Separate:
                return $"{Number(k)} separate segments: between any two neighbours there are clearly fewer customers than in either.";
            default:
                if (Groups.Count == 1)
                    return $"There are groups, but {(k == 1 ? "one segment holds them all" : $"the {Number(k)} segments cut across them")}: with {Number(SeparateSegments)} segments they are separate.";
                var together = string.Join(", ", Groups.Where(group => group.Count > 1).Select(group => Listed([.. group.Select(place => ids[place])])));
                return $"{Number(Groups.Count)} groups in {Number(k)} segments: no valley separates {together}.";
        }
    }

    private static string Listed(int[] ids) =>
        $"{string.Join(", ", ids[..^1].Select(Number))} and {Number(ids[^1])}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

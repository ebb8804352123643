namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Passes over points in parts: each part makes its own, and what they answer is added up.</summary>
/// <param name="parts">The passes of each part.</param>
/// <param name="starts">For each part the number of its first point, and at last the number of all.</param>
/// <param name="sums">Where answers are added up.</param>
internal sealed class PassesInParts(IPointPasses[] parts, int[] starts, ClusterTotals sums) : IPointPasses
{
    /// <inheritdoc/>
    public PassWork LastWork => parts.Aggregate(default(PassWork), (work, part) => work + part.LastWork);

    /// <inheritdoc/>
    public ClusterTotals Assign(Labelling? before, float[] centroids)
    {
        sums.Clear();
        for (var p = 0; p < parts.Length; p++) sums.Add(parts[p].Assign(Within(before, p), centroids));
        return sums;
    }

    /// <inheritdoc/>
    public ExactTotals AssignExactly(Labelling? before, float[] centroids) =>
        parts.Select((part, p) => part.AssignExactly(Within(before, p), centroids)).Aggregate((sum, part) => sum.And(part));

    /// <inheritdoc/>
    public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count) =>
    [
        .. parts.SelectMany((part, p) => part.Farthest(centroids, count).Select(far => far with { Point = far.Point + starts[p] }))
            .OrderByDescending(far => far.SquaredDistance).ThenBy(far => far.Point).Take(count),
    ];

    /// <inheritdoc/>
    public ClusterSpreads Spreads(Labelling labelling)
    {
        var spreads = parts[0].Spreads(Within(labelling, 0)!);
        for (var p = 1; p < parts.Length; p++) spreads.Add(parts[p].Spreads(Within(labelling, p)!));
        return spreads;
    }

    private Labelling? Within(Labelling? labelling, int part) => labelling?.Within(starts[part], starts[part + 1] - starts[part]);
}

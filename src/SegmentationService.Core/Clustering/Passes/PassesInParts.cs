namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Passes over points in parts: each part makes its own, and what they answer is added up.</summary>
/// <param name="parts">The passes of each part.</param>
/// <param name="starts">For each part the number of its first point, and at last the number of all.</param>
/// <param name="sums">Where answers are added up.</param>
/// <param name="asking">How many parts are asked at the same time.</param>
internal sealed class PassesInParts(IPointPasses[] parts, int[] starts, ClusterTotals sums, Parallelism asking) : IPointPasses
{
    /// <inheritdoc/>
    public PassWork LastWork => parts.Aggregate(default(PassWork), (work, part) => work + part.LastWork);

    /// <inheritdoc/>
    public ClusterTotals Assign(Labelling? before, float[] centroids)
    {
        sums.Clear();
        foreach (var ofPart in OfEach((part, p) => part.Assign(Within(before, p), centroids))) sums.Add(ofPart);
        return sums;
    }

    /// <inheritdoc/>
    public ExactTotals AssignExactly(Labelling? before, float[] centroids) =>
        OfEach((part, p) => part.AssignExactly(Within(before, p), centroids)).Aggregate((sum, part) => sum.And(part));

    /// <inheritdoc/>
    public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count) =>
    [
        .. OfEach((part, p) => part.Farthest(centroids, count)).SelectMany((ofPart, p) => ofPart.Select(far => far with { Point = far.Point + starts[p] }))
            .OrderByDescending(far => far.SquaredDistance).ThenBy(far => far.Point).Take(count),
    ];

    /// <inheritdoc/>
    public ClusterSpreads Spreads(Labelling labelling)
    {
        var ofParts = OfEach((part, p) => part.Spreads(Within(labelling, p)!));
        foreach (var ofPart in ofParts.AsSpan(1)) ofParts[0].Add(ofPart);
        return ofParts[0];
    }

    private T[] OfEach<T>(Func<IPointPasses, int, T> ask)
    {
        var answers = new T[parts.Length];
        asking.Each(answers.Length, (_, p) => answers[p] = ask(parts[p], p));
        return answers;
    }

    private Labelling? Within(Labelling? labelling, int part) => labelling?.Within(starts[part], starts[part + 1] - starts[part]);
}

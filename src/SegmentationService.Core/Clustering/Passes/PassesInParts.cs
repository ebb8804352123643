namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Passes over points in parts: each part makes its own, and what they answer is added up, here or on the way.</summary>
/// <param name="parts">The passes of each part.</param>
/// <param name="starts">For each part the number of its first point, and at last the number of all.</param>
/// <param name="sums">Where answers are added up.</param>
/// <param name="asking">How many parts are asked at the same time.</param>
/// <param name="together">Passes that ask all parts at once, where a question says the same to each; null where there are none.</param>
internal sealed class PassesInParts(IPointPasses[] parts, int[] starts, ClusterTotals sums, Parallelism asking, IPointPasses? together) : IPointPasses
{
    /// <inheritdoc/>
    public PassWork LastWork => parts.Aggregate(default(PassWork), (work, part) => work + part.LastWork);

    /// <inheritdoc/>
    public ClusterTotals Assign(Labelling? before, float[] centroids)
    {
        if (Together(before) is { } all) return all.Assign(before, centroids);
        sums.Clear();
        foreach (var ofPart in OfEach((part, p) => part.Assign(Within(before, p), centroids))) sums.Add(ofPart);
        return sums;
    }

    /// <inheritdoc/>
    public ExactTotals AssignExactly(Labelling? before, float[] centroids) =>
        Together(before)?.AssignExactly(before, centroids) ?? OfEach((part, p) => part.AssignExactly(Within(before, p), centroids)).Aggregate((sum, part) => sum.And(part));

    /// <inheritdoc/>
    public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count) =>
    [
        .. OfEach((part, p) => part.Farthest(centroids, count)).SelectMany((ofPart, p) => ofPart.Select(far => far with { Point = far.Point + starts[p] }))
            .OrderByDescending(far => far.SquaredDistance).ThenBy(far => far.Point).Take(count),
    ];

    /// <inheritdoc/>
    public ClusterSpreads Spreads(Labelling labelling)
    {
        if (Together(labelling) is { } all) return all.Spreads(labelling);
        var ofParts = OfEach((part, p) => part.Spreads(Within(labelling, p)!));
        foreach (var ofPart in ofParts.AsSpan(1)) ofParts[0].Add(ofPart);
        return ofParts[0];
    }

    /// <summary>Points that were moved are told to each part by its own numbers; else all are told the same.</summary>
    private IPointPasses? Together(Labelling? labelling) => labelling is { Moved.Count: > 0 } ? null : together;

    private T[] OfEach<T>(Func<IPointPasses, int, T> ask)
    {
        var answers = new T[parts.Length];
        asking.Each(answers.Length, (_, p) => answers[p] = ask(parts[p], p));
        return answers;
    }

    private Labelling? Within(Labelling? labelling, int part) => labelling?.Within(starts[part], starts[part + 1] - starts[part]);
}

namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>How many customers each segment of a parent shares with each segment of a new model. Pairs that share none take no room: there are at most as many as customers.</summary>
internal sealed class SharedCustomers
{
    private readonly (int Parent, int Customers)[][] _of;

    /// <summary>Counts. O(n + k).</summary>
    /// <param name="parents">in: for each customer the segment of the parent that it is in.</param>
    /// <param name="segments">in: for each customer the segment of the new model.</param>
    /// <param name="sizes">in: for each segment of the new model the number of its customers.</param>
    /// <param name="parentSegments">The number of segments of the parent.</param>
    /// <param name="cancellation">Cancels between two segments.</param>
    public SharedCustomers(int[] parents, int[] segments, int[] sizes, int parentSegments, CancellationToken cancellation)
    {
        var (ends, grouped) = (new int[sizes.Length], GC.AllocateUninitializedArray<int>(parents.Length));
        for (var c = 1; c < ends.Length; c++) ends[c] = ends[c - 1] + sizes[c - 1];
        for (var i = 0; i < parents.Length; i++) grouped[ends[segments[i]]++] = parents[i];

        ParentSizes = new int[parentSegments];
        foreach (var parent in parents) ParentSizes[parent]++;
        _of = new (int, int)[sizes.Length][];
        var counts = new int[parentSegments];
        for (var c = 0; c < sizes.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = new List<int>();
            foreach (var parent in grouped.AsSpan(ends[c] - sizes[c], sizes[c]))
                if (counts[parent]++ == 0) found.Add(parent);
            found.Sort();
            _of[c] = [.. found.Select(parent => (parent, counts[parent]))];
            foreach (var parent in found) counts[parent] = 0;
        }
    }

    /// <summary>For each segment of the parent the number of its customers.</summary>
    public int[] ParentSizes { get; }

    /// <summary>The segments of the parent that a segment shares customers with, in their order, and how many with each.</summary>
    /// <param name="segment">0-based segment of the new model.</param>
    public ReadOnlySpan<(int Parent, int Customers)> Of(int segment) => _of[segment];
}

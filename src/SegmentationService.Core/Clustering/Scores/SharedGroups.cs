namespace SegmentationService.Core.Clustering.Scores;

/// <summary>Points that several clusterings keep together: those of a group have one cluster in each clustering.</summary>
internal sealed class SharedGroups
{
    private readonly int[] _clusterOf;
    private readonly int _clusterings;

    /// <summary>Groups points. O(m x clusterings).</summary>
    /// <param name="clusterings">Clusterings of the same points: k, and for each of the points its cluster.</param>
    /// <param name="points">The numbers of the points.</param>
    public SharedGroups((int Clusters, int[] Labels)[] clusterings, int[] points)
    {
        _clusterings = clusterings.Length;
        var groupOf = new int[points.Length];
        var groups = 1;
        foreach (var clustering in clusterings) groups = Split(groupOf, clustering.Clusters, clustering.Labels);

        Starts = new int[groups + 1];
        foreach (var group in groupOf) Starts[group + 1]++;
        for (var group = 0; group < groups; group++) Starts[group + 1] += Starts[group];

        Order = new int[points.Length];
        GroupOf = new int[points.Length];
        var first = new int[groups];
        var next = Starts[..groups];
        for (var i = 0; i < points.Length; i++)
        {
            var place = next[groupOf[i]]++;
            (Order[place], GroupOf[place]) = (points[i], groupOf[i]);
            if (place == Starts[groupOf[i]]) first[groupOf[i]] = i;
        }

        _clusterOf = new int[groups * clusterings.Length];
        Sizes = Array.ConvertAll(clusterings, clustering => new int[clustering.Clusters]);
        for (var group = 0; group < groups; group++)
        {
            for (var q = 0; q < clusterings.Length; q++)
            {
                var cluster = clusterings[q].Labels[first[group]];
                _clusterOf[(group * _clusterings) + q] = cluster;
                Sizes[q][cluster] += Starts[group + 1] - Starts[group];
            }
        }
    }

    /// <summary>The points, group by group.</summary>
    public int[] Order { get; }

    /// <summary>For each place of <see cref="Order"/> its group.</summary>
    public int[] GroupOf { get; }

    /// <summary>Where each group begins in <see cref="Order"/>, and the end of the last.</summary>
    public int[] Starts { get; }

    /// <summary>For each clustering the number of these points in each cluster.</summary>
    public int[][] Sizes { get; }

    /// <summary>For each clustering the cluster of a group.</summary>
    public ReadOnlySpan<int> ClustersOf(int group) => _clusterOf.AsSpan(group * _clusterings, _clusterings);

    /// <summary>Splits groups by one more clustering; new ones are numbered as they come.</summary>
    private static int Split(int[] groupOf, int clusters, int[] labels)
    {
        var numbers = new Dictionary<long, int>();
        var (previousKey, previous) = (-1L, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var key = ((long)groupOf[i] * clusters) + labels[i];
            if (key != previousKey)
            {
                if (!numbers.TryGetValue(key, out var number)) numbers.Add(key, number = numbers.Count);
                (previousKey, previous) = (key, number);
            }

            groupOf[i] = previous;
        }

        return numbers.Count;
    }
}

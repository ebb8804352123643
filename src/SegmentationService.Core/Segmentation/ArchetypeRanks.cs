namespace SegmentationService.Core.Segmentation;

/// <summary>Where a segment stands among all customers: the mid-ranks that archetypes are made of, 0 to 1.</summary>
/// <param name="Recency">1 is the most recent.</param>
/// <param name="Value">The mean of the ranks of frequency and monetary.</param>
/// <param name="Tenure">NaN where it is not known.</param>
internal readonly record struct ArchetypeRanks(double Recency, double Value, double Tenure)
{
    /// <summary>A segment stays what it was called as long as its ranks are so near to where it would be called so.</summary>
    private const double Slack = 0.1;

    private static readonly double[] Shifts = [-Slack, 0, Slack];

    /// <summary>The archetype there.</summary>
    public Archetype Archetype => Archetypes.Of(Recency, Value, Tenure);

    /// <summary>Whether an archetype is that of a place within 0.1 of each rank: no archetype is so narrow that the middle and the ends of that range could miss it.</summary>
    /// <param name="archetype">The archetype.</param>
    public bool IsNear(Archetype archetype)
    {
        foreach (var recency in Shifts)
            foreach (var value in Shifts)
                foreach (var tenure in Shifts)
                    if (new ArchetypeRanks(Recency + recency, Value + value, Tenure + tenure).Archetype == archetype) return true;
        return false;
    }
}

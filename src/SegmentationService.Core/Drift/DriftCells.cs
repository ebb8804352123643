namespace SegmentationService.Core.Drift;

/// <summary>Where the counts of live customers stand in one run of cells: the bins of each feature, who lacks each input, the segments, the bins of the distance.</summary>
public sealed class DriftCells
{
    private readonly int[] _features;
    private readonly int _missing;
    private readonly int _segments;
    private readonly int _distance;

    /// <summary>The cells of a reference.</summary>
    /// <param name="reference">What is compared with.</param>
    public DriftCells(DriftReference reference)
    {
        _features = new int[reference.Features.Count + 1];
        for (var f = 0; f < reference.Features.Count; f++) _features[f + 1] = _features[f] + reference.Features[f].Counts.Count;
        _missing = _features[^1];
        _segments = _missing + reference.Missing.Count;
        _distance = _segments + reference.Segments.Count;
        Count = _distance + reference.Distance.Counts.Count;
    }

    /// <summary>The number of cells.</summary>
    public int Count { get; }

    /// <summary>The counts of the bins of a feature.</summary>
    public ReadOnlySpan<long> Feature(ReadOnlySpan<long> cells, int feature) => cells[_features[feature].._features[feature + 1]];

    /// <summary>How many lack an input.</summary>
    public long Missing(ReadOnlySpan<long> cells, int input) => cells[_missing + input];

    /// <summary>The counts of the segments.</summary>
    public ReadOnlySpan<long> Segments(ReadOnlySpan<long> cells) => cells[_segments.._distance];

    /// <summary>The counts of the bins of the distance.</summary>
    public ReadOnlySpan<long> Distance(ReadOnlySpan<long> cells) => cells[_distance..Count];

    /// <summary>The customers: each has a segment.</summary>
    public long Customers(ReadOnlySpan<long> cells)
    {
        var customers = 0L;
        foreach (var count in Segments(cells)) customers += count;
        return customers;
    }

    /// <summary>The cell of a bin of a feature.</summary>
    internal int FeatureCell(int feature, int bin) => _features[feature] + bin;

    /// <summary>The cell of those who lack an input.</summary>
    internal int MissingCell(int input) => _missing + input;

    /// <summary>The cell of a segment.</summary>
    internal int SegmentCell(int segment) => _segments + segment;

    /// <summary>The cell of a bin of the distance.</summary>
    internal int DistanceCell(int bin) => _distance + bin;
}

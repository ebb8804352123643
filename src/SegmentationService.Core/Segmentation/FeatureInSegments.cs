using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>How often certain values occur among the customers of a segment.</summary>
/// <param name="Present">Customers with a value.</param>
/// <param name="AtLow">Customers with the smallest value of all.</param>
/// <param name="AtHigh">Customers with the largest value of all.</param>
/// <param name="AtMedian">Customers with the median of all.</param>
internal readonly record struct ValueCounts(int Present, int AtLow, int AtHigh, int AtMedian);

/// <summary>How the values of a feature lie in each segment, which sentences and names tell in words.</summary>
/// <param name="feature">The feature.</param>
/// <param name="statistics">Its statistics, one for each segment; of a value of an encoded column none.</param>
/// <param name="counts">For each segment how often its ends and its median occur.</param>
/// <param name="centroids">For each segment the centroid in original units: of a value of an encoded column the share of customers with it.</param>
/// <param name="center">The mean of all customers where features are clustered, in original units; of a value of an encoded column the share of customers with it.</param>
internal sealed class FeatureInSegments(Feature feature, ColumnStatistics[] statistics, ValueCounts[] counts, double[] centroids, double center)
{
    private readonly int _present = counts.Sum(segment => segment.Present);
    private readonly int _missing = statistics.Sum(segment => segment.Missing);
    private readonly int _atHigh = counts.Sum(segment => segment.AtHigh);
    private readonly int _atMedian = counts.Sum(segment => segment.AtMedian);

    /// <summary>The feature.</summary>
    public Feature Feature => feature;

    /// <summary>Whether it counts the days from the dates of its column.</summary>
    public bool IsDays { get; init; }

    /// <summary>Its quartiles over all customers with a value; of a value of an encoded column none.</summary>
    public Quartiles Quartiles { get; init; }

    /// <summary>How often its values occur where they are codes; null where they are no codes.</summary>
    public CodeCounts? Codes { get; init; }

    /// <summary>The label that was given to its column; null where none was.</summary>
    public string? Label { get; init; }

    /// <summary>What sentences and names call it: of dates it is their days that are more or less.</summary>
    public string Name => (IsDays ? "days since " : "") + (Label is null ? feature.Name : feature.Value is null ? Label : $"{Label}={feature.Value}");

    /// <summary>What names call its column.</summary>
    public string ColumnName => IsEncoded ? Label ?? feature.Source : Name;

    /// <summary>Whether it stands for a value of an encoded column.</summary>
    public bool IsEncoded => feature.Value is not null;

    /// <summary>Whether its values are two different numbers, such as those of a flag.</summary>
    public bool IsPair { get; } = statistics.Length > 0 && counts.All(segment => segment.AtLow + segment.AtHigh == segment.Present);

    /// <summary>Whether it is a flag: its values are 0 and 1.</summary>
    public bool IsFlag => IsPair && feature is { Min: 0, Max: 1 };

    /// <summary>The mean of all segments where features are clustered, in original units.</summary>
    public double Center => center;

    /// <summary>The mean of all customers with a value.</summary>
    public double Mean { get; } = Enumerable.Range(0, counts.Length).Sum(c => counts[c].Present * (statistics[c].Mean ?? 0)) / Math.Max(1, counts.Sum(segment => segment.Present));

    /// <summary>The centroid of a segment, in original units.</summary>
    public double Centroid(int segment) => centroids[segment];

    /// <summary>The statistics of a segment.</summary>
    public ColumnStatistics Statistics(int segment) => statistics[segment];

    /// <summary>The share of the customers of a segment who have a value, 0 to 1: the others lie where the median does, which says nothing of them.</summary>
    public double ShareKnown(int segment) => (double)counts[segment].Present / (counts[segment].Present + statistics[segment].Missing);

    /// <summary>The share of all customers who have a value.</summary>
    public double ShareKnown() => (double)_present / (_present + _missing);

    /// <summary>Of two different values the share of the larger one in a segment, 0 to 1; null where no customer of it has a value.</summary>
    public double? ShareOfHigh(int segment) => counts[segment] is { Present: > 0 } found ? (double)found.AtHigh / found.Present : null;

    /// <summary>Of two different values the share of the larger one among all customers.</summary>
    public double ShareOfHigh() => (double)_atHigh / Math.Max(1, _present);

    /// <summary>Whether it measures something that is more or less: not so where it stands for a value, has just two, or its values are codes.</summary>
    public bool IsQuantity => !IsEncoded && !IsPair && Codes is null;

    /// <summary>The value of a code, or of two values that are no flag, that is typical of a segment; null where there is none.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="isHigh">Whether the segment lies above all customers: of two values the larger one is typical then.</param>
    public TypicalValue? Typical(int segment, bool isHigh)
    {
        if (Codes is not null) return Codes.Typical(segment);
        if (!IsPair || IsFlag || ShareOfHigh(segment) is not { } high) return null;
        return isHigh ? new TypicalValue(feature.Max, high, ShareOfHigh()) : new TypicalValue(feature.Min, 1 - high, 1 - ShareOfHigh());
    }

    /// <summary>The share of the median of all in a segment, 0 to 1; null where no customer of it has a value.</summary>
    public double? ShareOfMedian(int segment) => counts[segment] is { Present: > 0 } found ? (double)found.AtMedian / found.Present : null;

    /// <summary>The share of the median of all among all customers.</summary>
    public double ShareOfMedian() => (double)_atMedian / Math.Max(1, _present);
}

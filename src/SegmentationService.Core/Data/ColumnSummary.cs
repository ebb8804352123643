namespace SegmentationService.Core.Data;

/// <summary>What the values of a column of numbers are like. O(n) when it is made.</summary>
public sealed class ColumnSummary
{
    /// <summary>So many different values are few.</summary>
    public const int MostFew = CategoryColumn.MostValues;

    private const double LargestWhole = 1L << 53;

    private readonly double[] _values;
    private readonly int _customers;
    private readonly List<double> _few = [];

    /// <summary>Looks at the values.</summary>
    /// <param name="values">in: of each customer, NaN where a value is missing; or those that are there.</param>
    /// <param name="customers">The number of customers.</param>
    public ColumnSummary(double[] values, int customers)
    {
        (_values, _customers) = (values, customers);
        (Min, Max, AreWhole, AreAscending) = (double.PositiveInfinity, double.NegativeInfinity, true, true);
        var last = double.NaN;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            Count++;
            if (value == last) continue;
            AreAscending &= !(value < last);
            last = value;
            if (value < Min) Min = value;
            if (value > Max) Max = value;
            if (AreWhole && (value != Math.Floor(value) || Math.Abs(value) > LargestWhole)) AreWhole = false;
            if (_few.Count <= MostFew && !_few.Contains(value)) _few.Add(value);
        }
    }

    /// <summary>The values that are there.</summary>
    public int Count { get; }

    /// <summary>The smallest; infinite where there is none.</summary>
    public double Min { get; }

    /// <summary>The largest; minus infinity where there is none.</summary>
    public double Max { get; }

    /// <summary>Whether all are whole numbers that a double can count.</summary>
    public bool AreWhole { get; }

    /// <summary>Whether none is smaller than the one before.</summary>
    public bool AreAscending { get; }

    /// <summary>The different values; null where they are more than <see cref="MostFew"/>.</summary>
    public int? Distinct => _few.Count <= MostFew ? _few.Count : null;

    /// <summary>Whether there are just two values.</summary>
    public bool IsFlag => Distinct == 2;

    /// <summary>Whether the two values are 0 and 1.</summary>
    public bool IsZeroOrOne => IsFlag && Min == 0 && Max == 1;

    /// <summary>Whether all values lie between two others.</summary>
    public bool AreWithin(double least, double most) => Count > 0 && Min >= least && Max <= most;

    /// <summary>Whether a rule holds for every value that is there. O(n).</summary>
    public bool All(Func<double, bool> rule) => Array.TrueForAll(_values, value => double.IsNaN(value) || rule(value));

    /// <summary>Whether no value stands there twice. O(n) time and memory.</summary>
    public bool AllDiffer()
    {
        if (Distinct is { } few) return few == Count;
        var seen = new HashSet<double>(Count);
        return All(seen.Add);
    }

    /// <summary>Whether the values are 0 to n-1, or 1 to n, each once, in whatever order. O(n).</summary>
    public bool NumberTheRows()
    {
        if (!AreWhole || Count != _customers || Min is not (0 or 1) || Max - Min != Count - 1) return false;
        var seen = new bool[Count];
        foreach (var value in _values)
        {
            ref var place = ref seen[(int)(value - Min)];
            if (place) return false;
            place = true;
        }

        return true;
    }
}

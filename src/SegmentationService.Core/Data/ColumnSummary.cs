namespace SegmentationService.Core.Data;

/// <summary>What the values of a column of numbers are like. O(n) when it is made.</summary>
public sealed class ColumnSummary
{
    /// <summary>So many different values are few.</summary>
    public const int MostFew = CategoryColumn.MostValues;

    private const double LargestWhole = 1L << 53;

    /// <summary>So many values are told apart at once where all of them are compared.</summary>
    private const int MostTold = 1 << 24;

    private readonly double[] _values = [];
    private readonly StoredValues? _stored;
    private readonly int _customers;
    private readonly List<double> _few = [];
    private double _last = double.NaN;

    /// <summary>Looks at the values.</summary>
    /// <param name="values">in: of each customer, NaN where a value is missing; or those that are there.</param>
    /// <param name="customers">The number of customers.</param>
    public ColumnSummary(double[] values, int customers)
    {
        (_values, _customers) = (values, customers);
        Add(values);
    }

    /// <summary>Looks at values that were put aside.</summary>
    /// <param name="stored">The values.</param>
    internal ColumnSummary(StoredValues stored)
    {
        (_stored, _customers) = (stored, stored.Rows);
        Each(values =>
        {
            Add(values);
            return true;
        });
    }

    /// <summary>The values that are there.</summary>
    public int Count { get; private set; }

    /// <summary>The smallest; infinite where there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest; minus infinity where there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether all are whole numbers that a double can count.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>Whether none is smaller than the one before.</summary>
    public bool AreAscending { get; private set; } = true;

    /// <summary>The different values; null where they are more than <see cref="MostFew"/>.</summary>
    public int? Distinct => _few.Count <= MostFew ? _few.Count : null;

    /// <summary>Whether there are just two values.</summary>
    public bool IsFlag => Distinct == 2;

    /// <summary>Whether the two values are 0 and 1.</summary>
    public bool IsZeroOrOne => IsFlag && Min == 0 && Max == 1;

    /// <summary>Whether all values lie between two others.</summary>
    public bool AreWithin(double least, double most) => Count > 0 && Min >= least && Max <= most;

    /// <summary>Whether a rule holds for every value that is there. O(n).</summary>
    public bool All(Func<double, bool> rule) => Each(values =>
    {
        foreach (var value in values)
            if (!double.IsNaN(value) && !rule(value)) return false;
        return true;
    });

    /// <summary>Whether no value stands there twice. O(n) time, and as much memory; of more than <see cref="MostTold"/> values they are looked through once for each so many.</summary>
    public bool AllDiffer()
    {
        if (Distinct is { } few) return few == Count;
        var shares = (Count + MostTold - 1) / MostTold;
        var seen = new HashSet<double>(Count / shares);
        for (var share = 0; share < shares; share++)
        {
            seen.Clear();
            if (!All(value => (int)((uint)value.GetHashCode() % shares) != share || seen.Add(value))) return false;
        }

        return true;
    }

    /// <summary>Whether the values are 0 to n-1, or 1 to n, each once, in whatever order. O(n).</summary>
    public bool NumberTheRows()
    {
        if (!AreWhole || Count != _customers || Min is not (0 or 1) || Max - Min != Count - 1) return false;
        var seen = new bool[Count];
        return All(value =>
        {
            ref var place = ref seen[(int)(value - Min)];
            return !place && (place = true);
        });
    }

    private void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            Count++;
            if (value == _last) continue;
            AreAscending &= !(value < _last);
            _last = value;
            if (value < Min) Min = value;
            if (value > Max) Max = value;
            if (AreWhole && (value != Math.Floor(value) || Math.Abs(value) > LargestWhole)) AreWhole = false;
            if (_few.Count <= MostFew && !_few.Contains(value)) _few.Add(value);
        }
    }

    /// <summary>Looks at all values, some at once, until a rule does not hold.</summary>
    private bool Each(ValuesRule rule) => _stored is null ? rule(_values) : _stored.All(_stored.Rows, (_, values) => rule(values));

    private delegate bool ValuesRule(ReadOnlySpan<double> values);
}

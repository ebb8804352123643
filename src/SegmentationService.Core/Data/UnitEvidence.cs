using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// What stands behind the numbers of one column: each cell has the code of its unit, 0 where there is none. What the units mean is decided when all of
/// them are known, and depends on them alone: <c>m</c> beside <c>k</c> is a million, beside <c>h</c> a minute, and alone a unit like any other.
/// </summary>
internal sealed class UnitEvidence
{
    /// <summary>A column of so many different ones is text: <c>12 Elm</c>, <c>7 Oak</c>.</summary>
    private const int MostUnits = 12;

    /// <summary>So many different units that are no form of each other may be a slip that is worth telling; more are text.</summary>
    private const int MostToTell = 3;

    private const byte TooMany = MostUnits + 1;

    /// <summary>Words in the name of a column of durations, and of none that holds times of the day.</summary>
    private static readonly string[] NamesOfDurations =
        ["duration", "elapsed", "average", "avg", "timeon", "timespent", "sessiontime", "sessionlength", "runtime", "watchtime", "playtime", "handletime", "waittime", "talktime", "holdtime", "dauer", "durée", "duración", "durata"];

    private readonly List<string> _units = [];
    private readonly List<byte[]> _utf8 = [];
    private readonly List<int> _counts = [];

    /// <summary>The number of cells with a unit.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public CellReference? First { get; private set; }

    /// <summary>Takes a cell.</summary>
    /// <param name="unit">Its unit, UTF-8; empty where there is none.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="line">Its line or item.</param>
    /// <returns>The code of the unit.</returns>
    public byte Take(ReadOnlySpan<byte> unit, ReadOnlySpan<byte> cell, long line)
    {
        if (unit.IsEmpty) return 0;
        First ??= CellReference.Of(cell, line);
        var code = CodeOf(unit);
        Add(code, 1);
        return code;
    }

    /// <summary>Adds the units of the cells that follow.</summary>
    /// <returns>For each code of theirs the one here.</returns>
    public byte[] Append(UnitEvidence part)
    {
        var codes = new byte[TooMany + 1];
        codes[TooMany] = TooMany;
        First ??= part.First;
        for (var i = 0; i < part._units.Count; i++)
        {
            codes[i + 1] = CodeOf(part._utf8[i]);
            Add(codes[i + 1], part._counts[i]);
        }

        if (part.HasTooMany) Add(TooMany, part.Count - part._counts.Sum());
        return codes;
    }

    /// <summary>Decides what the units mean.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="numbers">How many numbers there are, with a unit or without.</param>
    /// <param name="problem">What to change so that they mean something; null where they do, or the cells are better taken for text.</param>
    /// <returns>What they mean; null where they mean nothing.</returns>
    public UnitKind? Decide(string name, int numbers, out NotationProblem? problem)
    {
        problem = null;
        if (Count == 0) return UnitKind.None;
        if (HasTooMany || _units.Exists(UnitWords.IsTime)) return null;
        var areAll = Count == numbers;
        if (_units.Contains(UnitWords.Flag)) return areAll && _units.Count == 1 ? UnitKind.Flag : null;
        if (_units.Contains(WrittenDuration.NamedMonths)) return areAll && _units.TrueForAll(IsOfMonths) ? UnitKind.Months : null;
        if (_units.Exists(IsForm)) return DecideDurations(name, areAll, out problem);

        var exponents = _units.ConvertAll(unit => (Exponent: UnitWords.ExponentOf(unit, out var isSure), IsSure: isSure));
        if (exponents.TrueForAll(unit => unit.Exponent is not null) && exponents.Exists(unit => unit.IsSure)) return UnitKind.Magnitude;
        if (areAll && _units.TrueForAll(unit => UnitWords.AreOne(unit, _units[0]))) return UnitKind.Unit;
        if (areAll && _units.TrueForAll(IsOfMonths)) return UnitKind.Months;
        if (areAll && _units.TrueForAll(unit => UnitWords.Seconds(unit) is not null)) return UnitKind.Seconds;

        var other = _units.Find(unit => !UnitWords.AreOne(unit, _units[0]));
        if (other is null && 2 * Count > numbers)
            problem = new NotationProblem(First!, $"some of its numbers have the unit '{Excerpt.Of(_units[0])}', as '{First!.Text}', and others have none; write all alike");
        else if (other is not null && areAll && _units.Count <= MostToTell && !_units.Exists(unit => unit.Contains(' ', StringComparison.Ordinal)))
            problem = new NotationProblem(First!, $"its numbers have different units, '{Excerpt.Of(_units[0])}' and '{Excerpt.Of(other)}'; convert them to one");
        return null;
    }

    /// <summary>The unit that all cells have, in the form that came first.</summary>
    public string Unit => _units[0];

    /// <summary>The number that each code makes of the number before the unit.</summary>
    /// <param name="kind">What the units mean.</param>
    /// <param name="values">in/out: the numbers.</param>
    /// <param name="codes">For each of them the code of its unit.</param>
    public void Scale(UnitKind kind, Span<double> values, ReadOnlySpan<byte> codes)
    {
        if (kind is UnitKind.None or UnitKind.Unit or UnitKind.Flag) return;
        for (var i = 0; i < values.Length; i++)
            if (codes[i] > 0) values[i] = Scale(kind, values[i], _units[codes[i] - 1]) ?? values[i];
    }

    /// <summary>A number with its unit.</summary>
    /// <param name="kind">What units mean.</param>
    /// <param name="value">The number before the unit.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>Null where the unit is none of the kind.</returns>
    public static double? Scale(UnitKind kind, double value, string unit) => kind switch
    {
        UnitKind.Magnitude => UnitWords.ExponentOf(unit, out _) is { } exponent ? UnitWords.Scale(value, exponent) : null,
        UnitKind.Months => unit == WrittenDuration.NamedMonths ? value : UnitWords.Months(unit) * value,
        UnitKind.Seconds => IsForm(unit) ? value : UnitWords.Seconds(unit) * value,
        UnitKind.Flag => unit == UnitWords.Flag ? value : null,
        _ => null,
    };

    private bool HasTooMany => Count > 0 && _counts.Sum() < Count;

    private static bool IsOfMonths(string unit) => unit == WrittenDuration.NamedMonths || UnitWords.Months(unit) is not null;

    private static bool IsForm(string unit) => unit is WrittenDuration.Named
        or WrittenDuration.Clock or WrittenDuration.ShortClock or WrittenDuration.LongClock or WrittenDuration.ClockOfTwo or WrittenDuration.ShortClockOfTwo;

    private UnitKind? DecideDurations(string name, bool areAll, out NotationProblem? problem)
    {
        problem = null;
        if (!areAll || !_units.TrueForAll(unit => IsForm(unit) || UnitWords.Seconds(unit) is not null)) return null;

        // A time of day is seldom in the first hour after midnight.
        var clocks = CountOf(WrittenDuration.Clock) + CountOf(WrittenDuration.ClockOfTwo);
        var shortClocks = CountOf(WrittenDuration.ShortClock) + CountOf(WrittenDuration.ShortClockOfTwo);
        if (clocks + shortClocks < Count || shortClocks >= clocks || IsNameOfDuration(name)) return UnitKind.Seconds;
        problem = new NotationProblem(First!, $"'{First!.Text}' may be a duration or a time of day; a duration can be written such as 1h 20m 30s");
        return null;
    }

    private static bool IsNameOfDuration(string name)
    {
        var normalized = ColumnName.Normalize(name);
        return Array.Exists(NamesOfDurations, word => normalized.Contains(word, StringComparison.Ordinal));
    }

    private int CountOf(string unit) => _units.IndexOf(unit) is >= 0 and var index ? _counts[index] : 0;

    private byte CodeOf(ReadOnlySpan<byte> unit)
    {
        for (var i = 0; i < _utf8.Count; i++)
            if (unit.SequenceEqual(_utf8[i])) return (byte)(i + 1);
        if (_units.Count == MostUnits) return TooMany;
        _units.Add(Encoding.UTF8.GetString(unit));
        _utf8.Add(unit.ToArray());
        _counts.Add(0);
        return (byte)_units.Count;
    }

    private void Add(byte code, int cells)
    {
        Count += cells;
        if (code != TooMany) _counts[code - 1] += cells;
    }
}

using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>The cells of one column of some rows, as a file that is made of columns has them: numbers or texts. Grows to the most that it was given, and is reused.</summary>
/// <param name="name">The name of the column, for what is said of its cells.</param>
/// <param name="longestText">The most bytes of a text.</param>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class ColumnCells(string name, int longestText, MemoryShare? memory)
{
    private const int FewestCells = 256;
    private const int FewestBytes = 1 << 12;

    private double[] _numbers = [];

    /// <summary>Where the text of each cell ends; used as long as <see cref="_hasTexts"/>.</summary>
    private int[] _ends = [];

    private byte[] _text = [];
    private int _length;
    private bool _hasTexts;
    private bool _areDigits;
    private int _maybeEmpty;

    /// <summary>The number of cells.</summary>
    public int Count { get; private set; }

    /// <summary>Whether each cell holds a number, or a text that certainly does not begin with a blank.</summary>
    public bool IsFull => _maybeEmpty == 0;

    /// <summary>Begins again, without a cell.</summary>
    public void Clear() => (Count, _length, _hasTexts, _maybeEmpty) = (0, 0, false, 0);

    /// <summary>Adds a cell without a value.</summary>
    public void AddMissing() => Add(double.NaN);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; NaN where it is missing.</param>
    public void Add(double value)
    {
        if (Count == _numbers.Length) GrowCells(1);
        _numbers[Count] = value;
        if (double.IsNaN(value)) _maybeEmpty++;
        if (_hasTexts) _ends[Count] = _length;
        Count++;
    }

    /// <summary>Begins to add numbers: <see cref="EndNumbers"/> adds what was written.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Where they are to be written; NaN where one is missing.</returns>
    public Span<double> BeginNumbers(int count)
    {
        if (_numbers.Length - Count < count) GrowCells(count);
        return _numbers.AsSpan(Count, count);
    }

    /// <summary>Adds the numbers that were written since <see cref="BeginNumbers"/>.</summary>
    /// <param name="count">How many.</param>
    public void EndNumbers(int count)
    {
        foreach (var number in _numbers.AsSpan(Count, count))
            if (double.IsNaN(number)) _maybeEmpty++;
        if (_hasTexts) _ends.AsSpan(Count, count).Fill(_length);
        Count += count;
    }

    /// <summary>Adds whole numbers.</summary>
    public void AddAll(ReadOnlySpan<long> values)
    {
        var numbers = BeginNumbers(values.Length);
        var isLong = false;
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = values[i];
            isLong |= values[i] is <= -ScaledNumber.FirstOfDigits or >= ScaledNumber.FirstOfDigits;
        }

        if (!isLong) EndNumbers(values.Length);
        else foreach (var value in values) Add(value);
    }

    /// <summary>Adds a number of single precision: the shortest decimal number that stands for it, as the CSV of the same table has it, and not the double of its bits.</summary>
    /// <param name="value">The number; NaN where it is missing.</param>
    public void Add(float value) => Add(ShortestNumber.Of(value));

    /// <summary>Adds a whole number.</summary>
    /// <param name="value">Any: ids may have more digits than a double.</param>
    public void Add(long value)
    {
        if (value is > -ScaledNumber.FirstOfDigits and < ScaledNumber.FirstOfDigits) Add((double)value);
        else AddDigits(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc cref="Add(long)"/>
    public void Add(ulong value)
    {
        if (value < ScaledNumber.FirstOfDigits) Add((double)value);
        else AddDigits(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Adds a number that is stored as a whole one.</summary>
    /// <param name="unscaled">The digits.</param>
    /// <param name="scale">How many of them stand behind the point; at least 0.</param>
    public void Add(BigInteger unscaled, int scale)
    {
        if (ScaledNumber.TryDivide(unscaled, scale, out var value)) Add(value);
        else AddDigits(ScaledNumber.Digits(unscaled, scale));
    }

    /// <summary>Adds a number by its digits: of more than a double has.</summary>
    /// <param name="digits">Such as <c>-12345678901234567.5</c>.</param>
    public void AddDigits(ReadOnlySpan<byte> digits)
    {
        _areDigits = true;
        Add(digits);
    }

    /// <summary>Adds yes or no.</summary>
    public void Add(bool value) => Add(value ? "true"u8 : "false"u8);

    /// <summary>Adds a day.</summary>
    /// <param name="days">The days since 1970; a day that is in no calendar is missing.</param>
    public void AddDay(long days)
    {
        if (days is < -719_162 or > 2_932_896) AddMissing();
        else Add(DateTime.UnixEpoch.AddDays(days));
    }

    /// <summary>Adds a moment.</summary>
    /// <param name="units">The time since 1970; a moment that is in no calendar is missing.</param>
    /// <param name="ticksPerUnit">100 nanoseconds in one unit; 0 where a unit is a nanosecond.</param>
    public void AddMoment(long units, long ticksPerUnit)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (ticksPerUnit == 0 ? Math.DivRem(units, 100).Quotient - (units % 100 < 0 ? 1 : 0) : (Int128)units * ticksPerUnit);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) AddMissing();
        else Add(new DateTime((long)ticks));
    }

    /// <summary>Adds a moment: the day alone where it is midnight.</summary>
    public void Add(DateTime moment)
    {
        Span<byte> text = stackalloc byte[32];
        moment.TryFormat(text, out var length, moment.TimeOfDay.Ticks == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        Add(text[..length]);
    }

    /// <summary>Adds a time of the day.</summary>
    /// <param name="ticks">100 nanoseconds since midnight; what is no time of a day is missing.</param>
    public void AddTime(long ticks)
    {
        Span<byte> text = stackalloc byte[32];
        if (ticks is < 0 or >= TimeSpan.TicksPerDay) AddMissing();
        else if (new TimeOnly(ticks).TryFormat(text, out var length, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)) Add(text[..length]);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="utf8">UTF-8; empty where it is missing. Bytes that are none become U+FFFD.</param>
    /// <exception cref="BodyTooLargeException">It is longer than a value may be.</exception>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        EndText(utf8.Length);
    }

    /// <summary>The same of a text that lies outside of the heap. Under a name of its own: a number must never be taken for an address.</summary>
    /// <param name="utf8">Where it begins.</param>
    /// <param name="length">The number of bytes.</param>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte})" path="/exception"/>
    public void AddUtf8At(nint utf8, int length)
    {
        Room(length);
        if (length > 0) Marshal.Copy(utf8, _text, _length, length);
        EndText(length);
    }

    /// <summary>Whether a cell holds anything but blanks.</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public bool IsFilled(int row) => !double.IsNaN(_numbers[row]) || (_hasTexts && !Cell.Trim(Text(row)).IsEmpty);

    /// <summary>Gives a cell to a part, unless it is missing.</summary>
    /// <param name="part">With a customer under way.</param>
    /// <param name="column">What the part knows the column by.</param>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public void AddTo(ICustomerPart part, int column, int row)
    {
        if (!double.IsNaN(_numbers[row])) part.Add(column, _numbers[row]);
        else if (!_hasTexts) return;
        else if (Text(row) is { IsEmpty: false } text && _areDigits) part.AddNumber(column, text);
        else if (!Text(row).IsEmpty) part.Add(column, Text(row));
    }

    /// <summary>Gives all cells to a part that takes them column by column.</summary>
    /// <param name="part">With no customer under way.</param>
    /// <param name="column">What the part knows the column by.</param>
    /// <param name="first">The 1-based number of the row of the first cell.</param>
    public void AddTo(TablePart part, int column, long first)
    {
        if (!_hasTexts)
        {
            part.AddToRun(column, _numbers.AsSpan(0, Count), first);
            return;
        }

        for (var row = 0; row < Count; row++)
        {
            if (double.IsNaN(_numbers[row])) part.AddToRun(column, Text(row), first + row, _areDigits);
            else part.AddToRun(column, _numbers.AsSpan(row, 1), first + row);
        }
    }

    private ReadOnlySpan<byte> Text(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _text.AsSpan(start, _ends[row] - start);
    }

    private void AddDigits(string digits) => AddDigits(Encoding.ASCII.GetBytes(digits));

    /// <summary>Room for the text of the next cell.</summary>
    private Span<byte> Room(int length)
    {
        if (length < 0 || length > longestText) throw BodyTooLargeException.Of($"A value of the column '{Excerpt.Of(name)}'", longestText);
        if (Count == _numbers.Length) GrowCells(1);
        if (!_hasTexts) BeginTexts();
        if (_text.Length - _length < length)
        {
            var needed = (long)_length + length;
            if (needed > Array.MaxLength) throw BodyTooLargeException.Of($"The text of {Count} rows of the column '{Excerpt.Of(name)}'", Array.MaxLength);
            Grow(ref _text, Math.Max(Math.Max(2L * _text.Length, needed), FewestBytes), sizeof(byte));
        }

        return _text.AsSpan(_length, length);
    }

    private void EndText(int length)
    {
        var text = _text.AsSpan(_length, length);
        if (!Utf8.IsValid(text))
        {
            Add(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
            return;
        }

        // Blanks of other widths begin with a byte beyond ASCII.
        if (text.IsEmpty || text[0] <= ' ' || text[0] >= 0x80) _maybeEmpty++;
        _length += length;
        _numbers[Count] = double.NaN;
        _ends[Count++] = _length;
    }

    private void BeginTexts()
    {
        _hasTexts = true;
        if (_ends.Length < _numbers.Length) Grow(ref _ends, _numbers.Length, sizeof(int));
        _ends.AsSpan(0, Count).Clear();
    }

    private void GrowCells(int more)
    {
        Grow(ref _numbers, Math.Max(Math.Max(FewestCells, 2L * Count), (long)Count + more), sizeof(double));
        if (_hasTexts) Grow(ref _ends, _numbers.Length, sizeof(int));
    }

    private void Grow<T>(ref T[] array, long length, int bytes)
    {
        length = Math.Min(length, Array.MaxLength);
        memory?.Take((length - array.Length) * bytes);
        Array.Resize(ref array, (int)length);
    }
}

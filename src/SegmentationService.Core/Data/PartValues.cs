using System.Buffers;

namespace SegmentationService.Core.Data;

/// <summary>
/// The values of one column in one part of a table, kept until the whole column has told how they are read: a place for each row, or where few rows have one only those that are
/// there, so that a column costs by what was sent of it.
/// </summary>
internal sealed class PartValues
{
    /// <summary>Of so many rows one has a value where only those that are there are kept.</summary>
    private const int RowsForAValue = 4;

    private readonly int[]? _places;
    private double[] _point;
    private double[]? _comma;
    private byte[]? _units;
    private Aside? _aside;

    private PartValues(int rows, int[]? places, double[] point, double[]? comma, byte[]? units) => (Rows, _places, _point, _comma, _units) = (rows, places, point, comma, units);

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>What they hold, in bytes.</summary>
    public long Bytes => (sizeof(int) * (long)(_places?.Length ?? 0)) + (sizeof(double) * ((long)_point.Length + (_comma?.Length ?? 0))) + (_units?.Length ?? 0);

    /// <summary>Takes over the values of a part. O(rows) where few have one, else O(1).</summary>
    /// <param name="part">The part; must not be filled after.</param>
    /// <param name="keepsComma">Whether the numbers may still have a decimal comma.</param>
    public static PartValues Of(TablePart.Column part, bool keepsComma)
    {
        var comma = keepsComma ? part.CommaValues : null;
        if (part.Values.Length == 0) return new PartValues(part.Rows, [], [], null, null);
        var present = part.Rows - part.Missing - part.WordsAmongNumbers.Count;
        if ((long)RowsForAValue * present > part.Rows) return new PartValues(part.Rows, null, part.Values, comma, part.Units);

        int[] places = [.. Enumerable.Range(0, part.Rows).Where(row => !double.IsNaN(part.Values[row]) || (comma is not null && !double.IsNaN(comma[row])))];
        return new PartValues(part.Rows, places, Take(part.Values), comma is null ? null : Take(comma), part.Units is null ? null : Take(part.Units));

        T[] Take<T>(T[] ofRows) => Array.ConvertAll(places, row => ofRows[row]);
    }

    /// <summary>Puts the values aside, where they are many. O(rows).</summary>
    /// <param name="scratch">Where to.</param>
    public void PutAside(IScratch scratch)
    {
        if (_places is not null || _aside is not null) return;
        _aside = new Aside(scratch, Packed.Of(_point.AsSpan(0, Rows), scratch), _comma is null ? null : Packed.Of(_comma.AsSpan(0, Rows), scratch), _units is null ? null : scratch.Append(_units.AsSpan(0, Rows)));
        (_point, _comma, _units) = ([], null, null);
    }

    /// <summary>Writes a value for each row, NaN where there is none.</summary>
    /// <param name="target">out: as many places as rows.</param>
    /// <param name="hasComma">Whether the numbers have a decimal comma.</param>
    /// <param name="scale">Makes of numbers and the codes of their units what they mean; null where they mean themselves.</param>
    public void CopyTo(Span<double> target, bool hasComma, Scaling? scale)
    {
        if (_aside is not null)
        {
            ReadAgain(_aside, target, hasComma, scale);
            return;
        }

        var values = hasComma ? _comma ?? _point : _point;
        if (_places is null)
        {
            values.AsSpan(0, Rows).CopyTo(target);
            if (_units is not null) scale?.Invoke(target, _units);
            return;
        }

        target.Fill(double.NaN);
        var scaled = Scaled(values, scale);
        for (var i = 0; i < _places.Length; i++) target[_places[i]] = scaled[i];
    }

    /// <summary>Adds the values that are there, with their rows in the table.</summary>
    /// <param name="first">The row in the table of the first row.</param>
    /// <param name="column">Takes them.</param>
    /// <param name="hasComma">As in <see cref="CopyTo"/>.</param>
    /// <param name="scale">As in <see cref="CopyTo"/>.</param>
    public void AddTo(SparseValues column, int first, bool hasComma, Scaling? scale)
    {
        var scaled = Scaled((hasComma ? _comma ?? _point : _point).AsSpan(0, _places?.Length ?? Rows), scale);
        for (var i = 0; i < scaled.Length; i++)
            if (!double.IsNaN(scaled[i])) column.Add(first + (_places?[i] ?? i), scaled[i]);
    }

    private void ReadAgain(Aside aside, Span<double> target, bool hasComma, Scaling? scale)
    {
        (hasComma ? aside.Comma ?? aside.Point : aside.Point).ReadFrom(aside.Scratch, target);
        if (scale is null || aside.Units is not { } units) return;
        var codes = ArrayPool<byte>.Shared.Rent(Rows);
        aside.Scratch.Read(units, codes.AsSpan(0, Rows));
        scale(target, codes.AsSpan(0, Rows));
        ArrayPool<byte>.Shared.Return(codes);
    }

    private ReadOnlySpan<double> Scaled(ReadOnlySpan<double> values, Scaling? scale)
    {
        if (_units is null || scale is null) return values;
        var scaled = values.ToArray();
        scale(scaled, _units);
        return scaled;
    }

    /// <summary>Makes of numbers and the codes of their units what they mean.</summary>
    public delegate void Scaling(Span<double> values, ReadOnlySpan<byte> units);

    /// <summary>Where values were put.</summary>
    /// <param name="Scratch">On what.</param>
    /// <param name="Point">The values.</param>
    /// <param name="Comma">Those with a decimal comma, where they differ.</param>
    /// <param name="Units">The codes of their units, where one has a unit.</param>
    private sealed record Aside(IScratch Scratch, Packed Point, Packed? Comma, long? Units);

    /// <summary>Numbers that were put aside.</summary>
    /// <param name="Place">Where they lie.</param>
    /// <param name="Bytes">What they take there.</param>
    private readonly record struct Packed(long Place, int Bytes)
    {
        public static Packed Of(ReadOnlySpan<double> values, IScratch scratch)
        {
            var room = ArrayPool<byte>.Shared.Rent(NarrowNumbers.MostBytes(values.Length));
            var bytes = NarrowNumbers.Pack(values, room);
            var packed = new Packed(scratch.Append(room.AsSpan(0, bytes)), bytes);
            ArrayPool<byte>.Shared.Return(room);
            return packed;
        }

        public void ReadFrom(IScratch scratch, Span<double> values)
        {
            var room = ArrayPool<byte>.Shared.Rent(Bytes);
            scratch.Read(Place, room.AsSpan(0, Bytes));
            NarrowNumbers.Unpack(room.AsSpan(0, Bytes), values);
            ArrayPool<byte>.Shared.Return(room);
        }
    }
}

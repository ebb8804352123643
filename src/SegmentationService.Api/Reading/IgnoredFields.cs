namespace SegmentationService.Api.Reading;

/// <summary>
/// The names of the fields of one customer that the model does not use, kept until it is known whether a field is missing, which one of them
/// could be meant for. Reused from customer to customer; allocates nothing. Names beyond the first few are passed over.
/// </summary>
internal sealed class IgnoredFields
{
    private const int MostFields = 32;
    private const int MostBytes = 2048;

    private readonly byte[] _bytes = new byte[MostBytes];
    private readonly int[] _ends = new int[MostFields];
    private int _count;

    /// <summary>Begins the next customer.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes the name of a field.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        var start = Start(_count);
        if (_count == MostFields || utf8.Length > MostBytes - start) return;
        utf8.CopyTo(_bytes.AsSpan(start));
        _ends[_count++] = start + utf8.Length;
    }

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>The name of one of them, valid UTF-8.</summary>
    /// <param name="field">In the order in which they came.</param>
    public ReadOnlySpan<byte> this[int field] => _bytes.AsSpan(Start(field).._ends[field]);

    /// <summary>Whether one of those before it has the same name.</summary>
    public bool IsRepeated(int field)
    {
        for (var before = 0; before < field; before++)
            if (this[before].SequenceEqual(this[field])) return true;
        return false;
    }

    private int Start(int field) => field == 0 ? 0 : _ends[field - 1];
}

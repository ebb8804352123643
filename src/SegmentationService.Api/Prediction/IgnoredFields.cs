namespace SegmentationService.Api.Prediction;

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

    /// <summary>Adds what is said of those that are probably misspelt names of missing fields, each once.</summary>
    /// <param name="version">The version that answers.</param>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="notices">Takes the notices.</param>
    public void Explain(ServedVersion version, ReadOnlySpan<double> inputs, List<PreparedNotice> notices)
    {
        for (var field = 0; field < _count; field++)
        {
            if (IsRepeated(field) || version.Misspelt(Name(field)) is not { } misspelling) continue;
            if (double.IsNaN(inputs[misspelling.Input])) notices.Add(misspelling.Notice);
        }
    }

    private ReadOnlySpan<byte> Name(int field) => _bytes.AsSpan(Start(field).._ends[field]);

    private int Start(int field) => field == 0 ? 0 : _ends[field - 1];

    private bool IsRepeated(int field)
    {
        for (var before = 0; before < field; before++)
            if (Name(before).SequenceEqual(Name(field))) return true;
        return false;
    }
}

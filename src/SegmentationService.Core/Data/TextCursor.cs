namespace SegmentationService.Core.Data;

/// <summary>Reads texts of a column one by one, wherever they lie: quickly where rows follow each other. For one reader at a time.</summary>
/// <param name="column">The column.</param>
public sealed class TextCursor(TextColumn column)
{
    private readonly StoredTexts? _stored = column.Stored;
    private StoredTexts.Run _run;
    private int[] _ends = [];
    private byte[] _bytes = [];

    /// <summary>The UTF-8 bytes of one text, until the next is asked for.</summary>
    /// <param name="row">0-based.</param>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        if (_stored is null) return column.Utf8(row);
        if (row < _run.First || row - _run.First >= _run.Texts) Read(_stored.RunOf(row));
        var own = row - _run.First;
        var start = own == 0 ? 0 : _ends[own - 1];
        return _bytes.AsSpan(start, _ends[own] - start);
    }

    private void Read(StoredTexts.Run run)
    {
        if (_ends.Length < run.Texts) _ends = new int[run.Texts];
        if (_bytes.Length < run.Bytes) _bytes = new byte[run.Bytes];
        _stored!.Read(run, _ends, _bytes);
        _run = run;
    }
}

using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>The values of a column that has few, with how many lines each has. Values that differ in case only are one.</summary>
internal sealed class FewValues
{
    private const int MostCounted = 200;
    private const int MostListed = 20;

    private readonly Utf8Index _values = new();
    private readonly List<long> _lines = [];
    private int _last = -1;

    /// <summary>The number of values.</summary>
    public int Count => _values.Count;

    /// <summary>Takes the value of a line.</summary>
    /// <param name="cell">UTF-8, trimmed, not empty.</param>
    public void Take(ReadOnlySpan<byte> cell)
    {
        Span<byte> upper = stackalloc byte[Math.Min(cell.Length, Excerpt.UsualLength)];
        if (Ascii.ToUpper(cell[..upper.Length], upper, out _) != System.Buffers.OperationStatus.Done) cell[..upper.Length].CopyTo(upper);
        if (_last < 0 || !_values[_last].SequenceEqual(upper))
        {
            _last = _values.Find(upper);
            if (_last < 0 && _values.Count == MostCounted) return;
            if (_last < 0) _last = _values.FindOrAdd(upper);
        }

        Add(_last, 1);
    }

    /// <summary>Adds the values of lines that follow.</summary>
    public void Append(FewValues part)
    {
        for (var i = 0; i < part.Count; i++) Add(_values.FindOrAdd(part._values[i]), part._lines[i]);
    }

    /// <summary>The values with their lines, such as <c>EUR 3, JPY 2</c>, the most frequent first.</summary>
    public override string ToString()
    {
        var values = Enumerable.Range(0, Count).Select(i => (Text: Encoding.UTF8.GetString(_values[i]), Lines: _lines[i]));
        var listed = values.OrderByDescending(value => value.Lines).ThenBy(value => value.Text, StringComparer.Ordinal).Take(MostListed).Select(value => $"{value.Text} {value.Lines}");
        return string.Join(", ", listed) + (Count > MostListed ? ", ..." : "");
    }

    private void Add(int index, long lines)
    {
        if (index == _lines.Count) _lines.Add(0);
        _lines[index] += lines;
    }
}

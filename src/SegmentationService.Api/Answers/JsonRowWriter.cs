using System.Text;

namespace SegmentationService.Api.Answers;

/// <summary>An object for each row, with a member for each column, null where the cell is empty: one in a line, as NDJSON or as a list.</summary>
/// <param name="target">Takes the bytes.</param>
/// <param name="columns">The columns.</param>
/// <param name="isList">Whether the objects are the items of a JSON list, instead of documents of their own.</param>
internal sealed class JsonRowWriter(Stream target, IReadOnlyList<AnswerColumn> columns, bool isList) : IRowWriter
{
    private readonly AnswerBuffer _line = new();
    private readonly byte[][] _names = [.. columns.Select(NameOf)];
    private bool _isFirst = true;

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (isList) target.Write("["u8);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken)
    {
        _line.Clear();
        if (isList && !_isFirst) _line.Add(",\n"u8);
        _isFirst = false;
        for (var i = 0; i < columns.Count; i++)
        {
            _line.Add(i == 0 ? "{"u8 : ","u8);
            _line.Add(_names[i]);
            if (row[i].IsEmpty) _line.Add("null"u8);
            else if (columns[i].Kind is AnswerColumnKind.Whole or AnswerColumnKind.Number or AnswerColumnKind.YesNo) _line.Add(row[i]);
            else _line.AddJson(row[i]);
        }

        _line.Add(isList ? "}"u8 : "}\n"u8);
        target.Write(_line.Written);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (isList) target.Write("]\n"u8);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The name of a member, as it stands before each of its values.</summary>
    private static byte[] NameOf(AnswerColumn column)
    {
        var name = new AnswerBuffer();
        name.AddJson(Encoding.UTF8.GetBytes(column.Name));
        name.Add(":"u8);
        return name.Written.ToArray();
    }
}

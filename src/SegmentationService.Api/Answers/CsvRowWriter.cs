using System.Text;

namespace SegmentationService.Api.Answers;

/// <summary>A header line, and then a line for each row (RFC 4180); text that a spreadsheet would compute is marked as text.</summary>
/// <param name="target">Takes the bytes.</param>
/// <param name="columns">The columns.</param>
internal sealed class CsvRowWriter(Stream target, IReadOnlyList<AnswerColumn> columns) : IRowWriter
{
    private readonly AnswerBuffer _line = new();

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) _line.Add(","u8);
            _line.AddCsv(Encoding.UTF8.GetBytes(columns[i].Name));
        }

        EndLine();
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) _line.Add(","u8);
            if (columns[i].Kind is AnswerColumnKind.Whole or AnswerColumnKind.Number or AnswerColumnKind.YesNo) _line.Add(row[i]);
            else _line.AddCsv(row[i]);
        }

        EndLine();
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void EndLine()
    {
        _line.Add("\n"u8);
        target.Write(_line.Written);
        _line.Clear();
    }
}

using CsvHelper;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Answers;

/// <summary>The rows of a table that the service has written as CSV before, with a header. Reads it as a stream; for one reader.</summary>
internal sealed class WrittenRows : IDisposable
{
    /// <summary>One row is held whole; what it is made of came in a body, whose rows are shorter.</summary>
    private const int LongestRow = 1 << 30;

    private readonly CsvReader _csv;
    private readonly bool _isMarked;

    /// <summary>Reads the header.</summary>
    /// <param name="csv">The text; stays open.</param>
    /// <param name="isMarked">Whether its text is marked as <see cref="FormulaText"/> does; the rows have it without marks.</param>
    public WrittenRows(Stream csv, bool isMarked)
    {
        _csv = CsvReader.Create(csv, new CsvReaderOptions { Separator = ',', MaxRecordSize = LongestRow }, leaveOpen: true);
        _isMarked = isMarked;
        _csv.ReadHeader();
        Names = [.. _csv.Headers];
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>All rows, each of which is there until the next one.</summary>
    public IEnumerable<AnswerRow> Read()
    {
        var row = new AnswerRow();
        while (_csv.Read())
        {
            row.Clear();
            for (var i = 0; i < _csv.FieldCount; i++) row.Add(_isMarked ? FormulaText.Unmarked(_csv.GetSpan(i)) : _csv.GetSpan(i));
            yield return row;
        }
    }

    public void Dispose() => _csv.Dispose();
}

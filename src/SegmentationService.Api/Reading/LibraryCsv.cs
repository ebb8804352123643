using System.Text.Unicode;
using CsvHelper;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads CSV by CsvHelper: first rows, where the separator is detected; what <see cref="CsvSplitter"/> leaves; and everything that is
/// wrong, so that there is one place that says what.
/// </summary>
internal sealed class LibraryCsv : IAsyncDisposable
{
    private const int BytesPerFlush = 1 << 16;

    private static readonly byte[] AnyHeader = "x\n"u8.ToArray();

    private readonly CsvReader _reader;
    private readonly CsvLayout _layout;
    private readonly RowNotices _notices;
    private readonly ReadingOptions _limits;
    private readonly long _linesBefore;
    private readonly List<HeldRow> _held = [];
    private CsvMalformedReason? _malformed;
    private byte[] _text = [];
    private readonly CsvCell[] _cells;

    private LibraryCsv(Stream rows, CsvLayout layout, long firstLine, RowNotices notices, ReadingOptions limits)
    {
        (_layout, _notices, _limits, _linesBefore) = (layout, notices, limits, firstLine - 2);
        _cells = new CsvCell[layout.Columns];

        // With a header of its own, no row is taken for a byte order mark or a word about the separator.
        _reader = CsvReader.Create(
            new ContinuedStream(AnyHeader, rows),
            new CsvReaderOptions
            {
                Separator = layout.Separator,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = limits.MaxRecordBytes,
                OnMalformedRecord = record => _malformed = record.Reason,
            },
            leaveOpen: true);
    }

    /// <summary>Reads rows from within a body.</summary>
    /// <param name="rows">UTF-8 that begins with a row.</param>
    /// <param name="layout">What the beginning of the body told.</param>
    /// <param name="firstLine">The line that the rows begin with.</param>
    /// <param name="notices">Counts what was lenient.</param>
    /// <param name="limits">How long a row may be.</param>
    public static LibraryCsv Of(Stream rows, CsvLayout layout, long firstLine, RowNotices notices, ReadingOptions limits) =>
        new(rows, layout, firstLine, notices, limits);

    /// <summary>The first rows of a body, whatever is odd about them.</summary>
    /// <param name="text">UTF-8 that begins with a row.</param>
    /// <param name="separator">What stands between cells, or null: then it is detected.</param>
    /// <param name="firstLine">The line that the text begins with.</param>
    /// <param name="isAll">Whether nothing follows; else the last row is left out, which may have been cut.</param>
    /// <param name="mostRows">How many rows at most.</param>
    public static CsvSample Sample(byte[] text, char? separator, long firstLine, bool isAll, int mostRows)
    {
        CsvMalformedReason? malformed = null;
        List<SampleRow> rows = [];
        List<string?> problems = [];
        var options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            DetectSeparatorHint = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = record => malformed = record.Reason,
        };
        using var reader = CsvReader.Create(text, options);
        while (rows.Count < mostRows && reader.Read())
        {
            var line = reader.LineNumber + firstLine - 1;
            var lastLine = line + CsvLines.Count(reader.RawRecord);
            rows.Add(new SampleRow(line, [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetString(column).Trim())]) { LastLine = lastLine });
            problems.Add(malformed is null or CsvMalformedReason.StrayQuote ? null : Problem(malformed.Value));
            malformed = null;
        }

        if (!isAll && rows.Count < mostRows && rows.Count > 0) rows.RemoveAt(rows.Count - 1);
        return new CsvSample(reader.Separator, rows, problems);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="next">The part that takes the next one.</param>
    /// <param name="flush">Called about once per buffer.</param>
    /// <param name="isEnd">Whether the table ends with these rows, so that the last ones may be sums and remarks below it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">A row is not CSV, or longer than the header.</exception>
    public async ValueTask ReadRowsAsync(Func<ICustomerPart> next, Func<CancellationToken, ValueTask> flush, bool isEnd, CancellationToken cancellationToken)
    {
        try
        {
            await _reader.ReadHeaderAsync(cancellationToken);
            var nextFlush = (long)BytesPerFlush;
            while (await _reader.ReadAsync(cancellationToken))
            {
                Take(next, isEnd);
                if (_reader.ByteOffset < nextFlush) continue;
                await flush(cancellationToken);
                nextFlush = _reader.ByteOffset + BytesPerFlush;
            }
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            throw explained;
        }

        foreach (var row in _held)
        {
            if (row.Ending == RowEnding.Total) _notices.AddTotal(row.Line);
            else _notices.AddRemark(row.Line);
        }
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    /// <summary>What is wrong with the quotes of a row.</summary>
    public static MalformedBodyException Malformed(string problem, long line) => Invalid($"In the row that begins in line {line}, {problem}.", line);

    private void Take(Func<ICustomerPart> next, bool isEnd)
    {
        var line = _reader.LineNumber + _linesBefore;
        var malformed = _malformed;
        _malformed = null;

        // The library looks at the length only where its buffer has to grow.
        if (_reader.RawRecord.Length > Math.Max(_limits.MaxRecordBytes, BytesPerFlush)) throw TooLong(line, _limits);
        if (malformed is { } reason && !IsClear(reason)) throw Malformed(Problem(reason), line);
        var columns = _layout.Columns;
        if (_reader.FieldCount > columns && !IsBlankFrom(columns)) throw TooManyCells(line);
        if (!Utf8.IsValid(_reader.RawRecord)) throw NotUtf8(line);

        var length = 0;
        for (var i = 0; i < columns; i++)
        {
            var cell = _reader.GetSpan(i);
            if (length + cell.Length > _text.Length) Array.Resize(ref _text, 2 * (length + cell.Length));
            cell.CopyTo(_text.AsSpan(length));
            _cells[i] = new CsvCell(length, cell.Length);
            length += cell.Length;
        }

        if (columns > 1 && !_layout.KeepsEmptyRows && IsBlankFrom(0))
        {
            _notices.AddEmpty(line);
            next().Skip();
            return;
        }

        if (isEnd && EndingOf(columns) is var ending and not RowEnding.None)
        {
            Hold(line, length, ending, next);
            return;
        }

        Release(next);
        Count(line, malformed is not null, _reader.FieldCount < columns);
        next().Add(line, new CsvRow(_text, _cells));
    }

    private void Count(long line, bool hasQuote, bool isShort)
    {
        if (hasQuote) _notices.AddQuote(line);
        if (isShort) _notices.AddShort(line);
    }

    private RowEnding EndingOf(int columns)
    {
        var first = 0;
        while (first < columns && Cell.Trim(CellAt(first)).IsEmpty) first++;
        if (first == columns) return RowEnding.None;
        var isOnly = true;
        for (var i = first + 1; i < columns && isOnly; i++) isOnly = Cell.Trim(CellAt(i)).IsEmpty;
        var ending = TableEnd.Of(Cell.Trim(CellAt(first)), isOnly, columns);
        return ending == RowEnding.Remark && _layout.KeepsEmptyRows ? RowEnding.None : ending;
    }

    private ReadOnlySpan<byte> CellAt(int column) => _text.AsSpan(_cells[column].Start, _cells[column].Length);

    /// <summary>Puts a row aside that is a customer only if others follow it.</summary>
    private void Hold(long line, int length, RowEnding ending, Func<ICustomerPart> next)
    {
        if (_held.Count == TableEnd.MostRows) Release(next);
        _held.Add(new HeldRow(line, ending, _text[..length], [.. _cells], _reader.FieldCount < _layout.Columns));
    }

    private void Release(Func<ICustomerPart> next)
    {
        foreach (var row in _held)
        {
            Count(row.Line, hasQuote: false, row.IsShort);
            next().Add(row.Line, new CsvRow(row.Text, row.Cells));
        }

        _held.Clear();
    }

    private bool IsBlankFrom(int column)
    {
        for (; column < _reader.FieldCount; column++)
            if (!Cell.Trim(_reader.GetSpan(column)).IsEmpty) return false;
        return true;
    }

    /// <summary>
    /// Whether a row with a quote where none belongs can be meant in one way only: a quote inside a cell that does not begin with one is a character; text behind a closing
    /// quote belongs to the cell where the row has as many cells as the header. Neither may be in a cell of several lines, where one wrong quote would swallow rows.
    /// </summary>
    private bool IsClear(CsvMalformedReason reason)
    {
        if (reason != CsvMalformedReason.StrayQuote && (reason != CsvMalformedReason.TextAfterClosingQuote || _reader.FieldCount != _layout.Columns)) return false;
        for (var i = 0; i < _reader.FieldCount; i++)
            if (_reader.GetSpan(i).IndexOfAny((byte)'\n', (byte)'\r') >= 0 && !IsWellQuoted(Cell.Trim(_reader.GetRawSpan(i)))) return false;
        return true;
    }

    private static bool IsWellQuoted(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < 2 || raw[0] != '"' || raw[^1] != '"') return false;
        raw = raw[1..^1];
        while (raw.IndexOf((byte)'"') is var quote and >= 0)
        {
            if (quote + 1 >= raw.Length || raw[quote + 1] != '"') return false;
            raw = raw[(quote + 2)..];
        }

        return true;
    }

    private MalformedBodyException? Explain(Exception e) => e is CsvFormatException format ? TooLong(format.LineNumber + _linesBefore, _limits, format) : null;

    /// <summary>A row that does not end within the limit.</summary>
    public static MalformedBodyException TooLong(long line, ReadingOptions limits, Exception? cause = null) => Invalid(
        $"The row that begins in line {line} is longer than {limits.MaxRecordBytes} bytes, the most that is allowed; is a quote not closed?",
        line,
        cause);

    private MalformedBodyException TooManyCells(long line)
    {
        var separator = Show(_layout.Separator);
        return Invalid(
            $"Line {line} has {Cells(_reader.FieldCount)}, but the header has {_layout.Columns}. A cell that contains the separator '{separator}' must stand in quotes, a number with a decimal comma too where that is the separator. "
                + $"If the first line is no header, remove what stands above the header; the header is taken to be line {_layout.HeaderLine}.",
            line);
    }

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";

    private static string Show(char separator) => separator == '\t' ? "TAB" : separator.ToString();

    private static string Problem(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote is never closed",
        CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; a quote inside quotes is written twice",
        _ => "a quote stands inside a cell without quotes; such a cell is quoted, and the quote written twice",
    };

    private static MalformedBodyException NotUtf8(long line) => new(
        MalformedBodyKind.InvalidEncoding,
        $"Line {line} is not UTF-8; tell the charset it is written in, such as Content-Type: text/csv; charset=windows-1252.")
    {
        Line = line,
    };

    private static MalformedBodyException Invalid(string message, long line, Exception? cause = null) =>
        new(MalformedBodyKind.InvalidCsv, message, cause) { Line = line };

    private sealed record HeldRow(long Line, RowEnding Ending, byte[] Text, CsvCell[] Cells, bool IsShort);
}

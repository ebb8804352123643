using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads CSV by CsvHelper: beginnings, where the separator is detected; what <see cref="CsvSplitter"/> leaves; and everything that is
/// wrong, so that there is one place that says what.
/// </summary>
internal sealed class LibraryCsv : IAsyncDisposable
{
    private const int BytesPerFlush = 1 << 16;

    private static readonly byte[] AnyHeader = "x\n"u8.ToArray();

    private readonly CsvReader _reader;
    private readonly BodyFormat _format;
    private readonly ReadingOptions _limits;
    private readonly long _linesBefore;
    private byte[] _text = [];
    private CsvCell[] _cells = [];

    private LibraryCsv(Stream body, BodyFormat format, char? separator, ReadingOptions limits, long linesBefore)
    {
        (_format, _limits, _linesBefore) = (format, limits, linesBefore);
        _reader = CsvReader.Create(
            body,
            new CsvReaderOptions
            {
                Separator = separator,
                Encoding = format.Encoding,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = limits.MaxRecordBytes,
                OnMalformedRecord = record => throw Malformed(record),
            },
            leaveOpen: true);
    }

    /// <summary>What stands between cells; known once the header has been read.</summary>
    public char Separator => _reader.Separator;

    /// <summary>Reads a body from its beginning.</summary>
    public static LibraryCsv WithHeader(Stream body, BodyFormat format, ReadingOptions limits) =>
        new(body, format, format.Syntax == BodySyntax.Tsv ? '\t' : null, limits, linesBefore: 0);

    /// <summary>Reads rows from within a body.</summary>
    /// <param name="rows">UTF-8 that begins with a row.</param>
    /// <param name="format">How the body is written.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="firstLine">The line that the rows begin with.</param>
    /// <param name="limits">How long a row may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<LibraryCsv> WithoutHeaderAsync(
        Stream rows, BodyFormat format, char separator, long firstLine, ReadingOptions limits, CancellationToken cancellationToken)
    {
        // With a header of its own, no row is taken for a byte order mark or a word about the separator.
        var reader = new LibraryCsv(new ContinuedStream(AnyHeader, rows), format, separator, limits, firstLine - 2);
        await reader.ReadHeaderAsync(cancellationToken);
        return reader;
    }

    /// <summary>Reads the header.</summary>
    /// <returns>The names; none where there is no line that is not empty.</returns>
    public async ValueTask<IReadOnlyList<string>> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _reader.ReadHeaderAsync(cancellationToken);
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            throw explained;
        }

        return _reader.Headers;
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="columns">The cells of a row.</param>
    /// <param name="next">The part that takes the next one.</param>
    /// <param name="flush">Called about once per buffer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask ReadRowsAsync(
        int columns, Func<ICustomerPart> next, Func<CancellationToken, ValueTask> flush, CancellationToken cancellationToken)
    {
        try
        {
            var nextFlush = (long)BytesPerFlush;
            while (await _reader.ReadAsync(cancellationToken))
            {
                AddCustomer(columns, next);
                if (_reader.ByteOffset < nextFlush) continue;
                await flush(cancellationToken);
                nextFlush = _reader.ByteOffset + BytesPerFlush;
            }
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private void AddCustomer(int columns, Func<ICustomerPart> next)
    {
        var line = _reader.LineNumber + _linesBefore;
        if (_reader.FieldCount != columns) throw WrongLength(columns, line);
        if (_format.Encoding is null && !Utf8.IsValid(_reader.RawRecord)) throw NotUtf8(line);

        if (_cells.Length < columns) _cells = new CsvCell[columns];
        var length = 0;
        for (var i = 0; i < columns; i++)
        {
            var cell = _reader.GetSpan(i);
            if (length + cell.Length > _text.Length) Array.Resize(ref _text, 2 * (length + cell.Length));
            cell.CopyTo(_text.AsSpan(length));
            _cells[i] = new CsvCell(length, cell.Length);
            length += cell.Length;
        }

        next().Add(line, new CsvRow(_text, _cells.AsSpan(0, columns)));
    }

    private MalformedBodyException? Explain(Exception e) => e switch
    {
        CsvFormatException format => Invalid(
            $"The row that begins in line {format.LineNumber + _linesBefore} is longer than {_limits.MaxRecordBytes} bytes, the most that is allowed; "
                + "is a quote not closed?",
            format.LineNumber + _linesBefore,
            format),
        DecoderFallbackException => new MalformedBodyException(
            MalformedBodyKind.InvalidEncoding, $"The body is not {_format.Encoding?.WebName}, as its Content-Type says.", e),
        _ => null,
    };

    private MalformedBodyException WrongLength(int columns, long line)
    {
        var hasTooMany = _reader.FieldCount > columns;
        var hint = hasTooMany ? $" A cell that contains the separator '{Show(_reader.Separator)}' must stand in quotes." : "";
        return Invalid($"Line {line} has {Cells(_reader.FieldCount)}, but the header has {columns}.{hint}", line);
    }

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";

    private static string Show(char separator) => separator == '\t' ? "TAB" : separator.ToString();

    private MalformedBodyException Malformed(CsvMalformedRecord record)
    {
        var line = record.LineNumber + _linesBefore;
        var problem = record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; a quote inside quotes is written twice",
            _ => "a quote stands inside a cell without quotes; such a cell is quoted, and the quote written twice",
        };
        return Invalid($"In the row that begins in line {line}, {problem}.", line);
    }

    private static MalformedBodyException NotUtf8(long line) => new(
        MalformedBodyKind.InvalidEncoding,
        $"Line {line} is not UTF-8; tell the charset it is written in, such as Content-Type: text/csv; charset=windows-1252.")
    {
        Line = line,
    };

    private static MalformedBodyException Invalid(string message, long line, Exception? cause = null) =>
        new(MalformedBodyKind.InvalidCsv, message, cause) { Line = line };
}

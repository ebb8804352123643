using System.Text;
using System.Text.Unicode;
using CsvHelper;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Reads customers from CSV: a header line, then a line for each customer. RFC 4180, empty lines skipped.</summary>
internal static class CsvCustomers
{
    private const int BytesPerFlush = 1 << 16;

    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="format">The separator, if it is known, and the encoding.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How long a row may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is empty or not CSV, or a row is not as long as the header.</exception>
    public static async ValueTask ReadAsync(
        Stream body, BodyFormat format, ICustomerSink sink, ReadingOptions limits, CancellationToken cancellationToken)
    {
        await using var reader = CsvReader.Create(body, Options(format, limits), leaveOpen: true);
        sink.Begin(RowUnit.Line);
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
            var columns = AddColumns(reader, sink);
            var nextFlush = (long)BytesPerFlush;
            while (await reader.ReadAsync(cancellationToken))
            {
                AddCustomer(reader, columns, checkUtf8: format.Encoding is null, sink);
                if (reader.ByteOffset < nextFlush) continue;
                await sink.FlushAsync(cancellationToken);
                nextFlush = reader.ByteOffset + BytesPerFlush;
            }
        }
        catch (CsvFormatException e)
        {
            throw Invalid(
                $"The row that begins in line {e.LineNumber} is longer than {limits.MaxRecordBytes} bytes, the most that is allowed; "
                    + "is a quote not closed?",
                e.LineNumber,
                e);
        }
        catch (DecoderFallbackException e)
        {
            throw new MalformedBodyException(
                MalformedBodyKind.InvalidEncoding, $"The body is not {format.Encoding?.WebName}, as its Content-Type says.", e);
        }

        await sink.FlushAsync(cancellationToken);
    }

    private static CsvReaderOptions Options(BodyFormat format, ReadingOptions limits) => new()
    {
        Separator = format.Syntax == BodySyntax.Tsv ? '\t' : null,
        Encoding = format.Encoding,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = limits.MaxRecordBytes,
        OnMalformedRecord = record => throw Malformed(record),
    };

    private static int[] AddColumns(CsvReader reader, ICustomerSink sink)
    {
        var names = reader.Headers;
        if (names.Count == 0)
            throw new MalformedBodyException(
                MalformedBodyKind.EmptyBody, "The request has an empty body; a header line, and then a line for each customer is expected.");

        var columns = new int[names.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (names[i].Contains('\uFFFD')) throw NotUtf8(reader.LineNumber);
            columns[i] = sink.AddColumn(names[i]);
        }

        sink.EndHeader();
        return columns;
    }

    private static void AddCustomer(CsvReader reader, int[] columns, bool checkUtf8, ICustomerSink sink)
    {
        var line = reader.LineNumber;
        if (reader.FieldCount != columns.Length) throw WrongLength(reader, columns.Length);
        if (checkUtf8 && !Utf8.IsValid(reader.RawRecord)) throw NotUtf8(line);

        sink.BeginCustomer(line);
        for (var i = 0; i < columns.Length; i++) sink.Add(columns[i], reader.GetSpan(i));
        sink.EndCustomer();
    }

    private static MalformedBodyException WrongLength(CsvReader reader, int columns)
    {
        var hasTooMany = reader.FieldCount > columns;
        var hint = hasTooMany ? $" A cell that contains the separator '{Show(reader.Separator)}' must stand in quotes." : "";
        return Invalid($"Line {reader.LineNumber} has {Cells(reader.FieldCount)}, but the header has {columns}.{hint}", reader.LineNumber);
    }

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";

    private static string Show(char separator) => separator == '\t' ? "TAB" : separator.ToString();

    private static MalformedBodyException Malformed(CsvMalformedRecord record)
    {
        var problem = record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; a quote inside quotes is written twice",
            _ => "a quote stands inside a cell without quotes; such a cell is quoted, and the quote written twice",
        };
        return Invalid($"In the row that begins in line {record.LineNumber}, {problem}.", record.LineNumber);
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

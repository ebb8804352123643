using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// Reads the customers of a version that comes from elsewhere once, as the text that it is given out as: the header, which may have further columns after those that
/// are always there, a row for each customer that the model was trained on, as many cells in each, a segment that the model has, and no text that a spreadsheet would compute.
/// </summary>
internal static class CustomersCheck
{
    private const int SegmentCell = 1;

    /// <summary>More than a row has beside the id and the name of the segment: numbers, commas, and the line feed.</summary>
    private const int MostBytesBesideText = 200;

    /// <summary>Checks the customers. O(size of the text); holds one row.</summary>
    /// <param name="file">The customers, compressed.</param>
    /// <param name="trained">The model of the version, and the report about it.</param>
    /// <param name="customers">How many of the customers that it was trained on there are.</param>
    /// <param name="limits">How many there may be, and how large their ids.</param>
    /// <exception cref="CorruptModelException">They are not the customers of the model.</exception>
    /// <exception cref="InvalidArchiveException">They are too many, or the text is too large.</exception>
    public static void Run(Stream file, TrainedModel trained, int customers, ArchiveLimits limits)
    {
        var (model, report) = trained;
        if (report.Customers > limits.MaxCustomers)
            throw new InvalidArchiveException(ArchiveDefect.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The model was trained on {report.Customers} customers; {limits.MaxCustomers} are allowed."));

        // Ids came in a body of limited size; names may be quoted, and their quotes doubled.
        var longestName = (2 * model.Segments.Max(segment => Encoding.UTF8.GetByteCount(segment.Name))) + 2;
        var most = limits.MaxUnpackedBytes + ((long)report.Customers * (MostBytesBesideText + longestName));
        using var text = new GZipStream(file, CompressionMode.Decompress);
        using var rows = CsvReader.Create(text, new CsvReaderOptions { Separator = ',', MaxRecordSize = CustomersPart.LongestRow, OnMalformedRecord = record => throw Malformed(record) }, leaveOpen: true);
        try
        {
            CheckRows(rows, trained.Model, customers, most);
        }
        catch (InvalidDataException e)
        {
            throw new CorruptModelException($"{CustomersPart.FileName} is not gzip.", e);
        }
        catch (CsvFormatException)
        {
            throw TooLarge($"has a row longer than {CustomersPart.LongestRow} bytes");
        }
    }

    private static void CheckRows(CsvReader rows, SegmentationModel model, int expected, long most)
    {
        rows.ReadHeader();
        var columns = rows.Headers;
        if (columns.Count == 0) throw Broken("it breaks off");
        if (!columns.Take(CustomersPart.Columns.Count).SequenceEqual(CustomersPart.Columns)) throw Broken($"the first line does not begin with {string.Join(',', CustomersPart.Columns)}");

        var segments = model.Segments.Select(segment => segment.Id).ToHashSet();
        var customers = 0;
        while (rows.Read())
        {
            if (rows.ByteOffset + rows.RawRecord.Length > most) throw TooLarge($"is larger than {most} bytes");
            if (++customers > expected) throw Broken($"there are more than the {expected} customers of the model");
            if (rows.FieldCount != columns.Count) throw Broken($"customer {customers} has {rows.FieldCount} cells instead of {columns.Count}");
            var cell = rows.GetSpan(SegmentCell);
            if (!Utf8Parser.TryParse(cell, out int segment, out var read) || read != cell.Length || !segments.Contains(segment))
                throw Broken($"the segment of customer {customers} is not {(model.IsNumberedBySize ? $"1 to {model.Segments.Count}" : "the id of one")}");
            for (var i = 0; i < columns.Count; i++)
                if (FormulaText.Is(rows.GetSpan(i))) throw Broken($"'{Excerpt.Of(columns[i])}' of customer {customers} begins as a formula of a spreadsheet does, without the apostrophe that the service writes before such a text");
        }

        if (customers != expected) throw Broken($"there are {customers} customers; the model was trained on {expected}");
    }

    private static CorruptModelException Malformed(CsvMalformedRecord record) => Broken(
        record.Reason == CsvMalformedReason.UnterminatedQuote ? "it breaks off within quotes" : $"the row that begins in line {record.LineNumber} is not CSV");

    private static CorruptModelException Broken(string what) => new($"{CustomersPart.FileName}: {what}.");

    private static InvalidArchiveException TooLarge(string what) => new(ArchiveDefect.TooLarge, $"{CustomersPart.FileName}, once decompressed, {what}, the most that is allowed.");
}

using System.Globalization;
using System.Text;
using ExcelDataReader;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads customers from a sheet of a workbook (.xlsx, .xlsm) by ExcelDataReader, which takes formulas by their stored values and holds the texts of the workbook and one row.
/// Numbers go in as numbers, dates as ISO 8601, errors as missing values.
/// </summary>
/// <param name="sink">Takes the customers.</param>
/// <param name="sheet">The name of the sheet, or null: then it is the first with a table.</param>
/// <param name="leftOut">The rows that are passed over.</param>
/// <param name="limits">How much may be unpacked.</param>
/// <param name="memory">What the parts that are held take their memory from; null where nobody counts.</param>
internal sealed class WorkbookCustomers(ICustomerSink sink, string? sheet, IReadOnlySet<long> leftOut, ReadingOptions limits, MemoryShare? memory)
{
    private const int MostSampled = 100;
    private const int MostRowsAhead = 1_000;
    private const int MostListed = 20;
    private const int RowsPerFlush = 1_024;
    private const int BufferSize = 1 << 16;

    /// <summary>All parts of a workbook but its sheets are held in memory, some as objects: the share of <see cref="ReadingOptions.MaxDecompressedBytes"/> that they may have.</summary>
    private const int ShareOfTexts = 8;

    /// <summary>What a byte of the texts of a workbook is in memory: two of a character, and the object around it.</summary>
    private const int BytesOfText = 3;

    /// <summary>What a byte of its other parts, such as styles, is: they have many small elements, each an object.</summary>
    private const int BytesOfStyles = 12;

    private readonly RowNotices _notices = new(RowUnit.Row);
    private readonly List<(long Row, RowEnding Ending, object?[] Cells)> _held = [];

    static WorkbookCustomers()
    {
        // ExcelDataReader asks for the code page of Windows by its number, if only to have it.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    /// <summary>Reads all customers.</summary>
    /// <param name="content">The workbook, which can be read from any place.</param>
    /// <param name="zip">The same, opened.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">It is damaged, or has no table.</exception>
    /// <exception cref="BodyTooLargeException">It unpacks to more than is allowed.</exception>
    /// <exception cref="InvalidOptionsException">There is no sheet of that name.</exception>
    public async ValueTask ReadAsync(Stream content, ZipContent zip, CancellationToken cancellationToken)
    {
        await CheckSizeAsync(zip, cancellationToken);
        content.Position = 0;
        using var reader = Explained(() => ExcelReaderFactory.CreateOpenXmlReader(content, new ExcelReaderConfiguration { LeaveOpen = true }));
        sink.Begin(RowUnit.Row);
        var ahead = FindTable(reader, cancellationToken);
        await ReadRowsAsync(reader, ahead, cancellationToken);
        foreach (var notice in _notices.Notices()) sink.Note(notice);
        await sink.FlushAsync(cancellationToken);
    }

    /// <summary>Unpacks everything once without keeping it, so that what a workbook says of its size need not be believed.</summary>
    private async ValueTask CheckSizeAsync(ZipContent zip, CancellationToken cancellationToken)
    {
        var (left, leftOfTexts) = (limits.MaxDecompressedBytes, limits.MaxDecompressedBytes / ShareOfTexts);
        var buffer = new byte[BufferSize];
        foreach (var entry in zip.Entries)
        {
            var isSheet = entry.FullName.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase);
            var isTexts = entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase);
            var isText = entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
            if (!isText) continue; // Pictures and the like are never opened.
            await using var part = ZipContent.Open(entry, isSheet ? left : Math.Min(left, leftOfTexts));
            var (total, sinceTag) = (0L, 0L);
            while (await part.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                total += read;
                if (!isSheet) memory?.Take(read * (isTexts ? BytesOfText : BytesOfStyles));
                var tag = buffer.AsSpan(0, read).LastIndexOf((byte)'<');
                sinceTag = tag < 0 ? sinceTag + read : read - tag;
                if (sinceTag > Math.Max(limits.MaxRecordBytes, 2 * BufferSize)) throw BodyTooLargeException.Of($"A cell in '{Excerpt.Of(entry.Name)}'", limits.MaxRecordBytes);
            }

            left -= total;
            if (!isSheet) leftOfTexts -= total;
        }
    }

    /// <summary>Moves to the sheet, and reads its first rows.</summary>
    private List<(long Row, object?[] Cells)> FindTable(IExcelDataReader reader, CancellationToken cancellationToken)
    {
        if (reader.ResultsCount == 0) throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, "The workbook has no sheet: it is damaged, or was never finished. Open it in a spreadsheet program and save it again.");
        List<string> names = [];
        List<(long, object?[])>? first = null;
        do
        {
            names.Add(reader.Name ?? "");
            if (sheet is not null ? !sheet.Equals(reader.Name, StringComparison.OrdinalIgnoreCase) : reader.VisibleState != "visible") continue;
            var ahead = ReadAhead(reader, cancellationToken);
            if (sheet is null && ahead.Count(row => row.Cells.Any(IsFilled)) < 2) continue;
            first = ahead;
            break;
        }
        while (Explained(reader.NextResult));

        if (first is null)
            throw sheet is not null
                ? new InvalidOptionsException("sheet", $"There is no sheet '{Excerpt.Of(sheet)}' in the workbook; there are {Listed(names)}.")
                : new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, $"The workbook has no table: no visible sheet has a row of names and a row of values. Its sheets are {Listed(names)}.");
        var chosen = names[^1];
        if (sheet is null && reader.ResultsCount > 1)
            sink.Note(new Notice("sheet_read", null, $"The workbook has {reader.ResultsCount} sheets; '{Excerpt.Of(chosen)}', the first with a table, is read. Another is chosen by sheet=."));
        return first;
    }

    private static string Listed(List<string> names) => string.Join(", ", names.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'")) + (names.Count > MostListed ? " ..." : "");

    private List<(long Row, object?[] Cells)> ReadAhead(IExcelDataReader reader, CancellationToken cancellationToken)
    {
        List<(long Row, object?[] Cells)> rows = [];
        var filled = 0;
        while (filled < MostSampled && rows.Count < MostRowsAhead && Next(reader, cancellationToken) is { } row)
        {
            rows.Add(row);
            if (row.Cells.Any(IsFilled)) filled++;
        }

        return rows;
    }

    private async ValueTask ReadRowsAsync(IExcelDataReader reader, List<(long Row, object?[] Cells)> ahead, CancellationToken cancellationToken)
    {
        if (!ahead.Exists(row => row.Cells.Any(IsFilled))) throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, $"The sheet '{Excerpt.Of(reader.Name ?? "")}' is empty; a row of names, and then a row for each customer is expected.");
        SampleRow[] sample = [.. ahead.Select(row => new SampleRow(row.Row, [.. row.Cells.Select(cell => Text(cell).Trim())]))];
        var beginning = TableBeginning.Of(sample, RowUnit.Row);
        var columns = sample.Where(row => row.Line >= beginning.Header.Line).Max(row => row.Width);
        AddColumns(beginning, columns);

        var parts = new SequentialParts(sink);
        try
        {
            foreach (var (number, cells) in ahead.Where(row => row.Row > beginning.Header.Line)) Take(parts, number, cells, columns);
            for (var rows = 0; Next(reader, cancellationToken) is var (number, cells); rows++)
            {
                Take(parts, number, cells, columns);
                if (rows % RowsPerFlush == 0) await sink.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            // Where the sheet is damaged, what was read before may have a problem of its own, which comes first.
            parts.End();
        }

        foreach (var (number, ending, _) in _held)
        {
            if (ending == RowEnding.Total) _notices.AddTotal(number);
            else _notices.AddRemark(number);
        }
    }

    private void AddColumns(TableBeginning beginning, int columns)
    {
        for (var column = 0; column < columns; column++) sink.AddColumn(column < beginning.Header.Cells.Length ? beginning.Header.Cells[column] : "");
        var problem = beginning.WhyNoHeader() is { } why ? new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, why) { Line = beginning.Header.Line } : null;
        try
        {
            sink.EndHeader();
        }
        catch (ModelMismatchException) when (problem is not null)
        {
            // That the header is none says more than that it lacks the columns of a model.
        }

        if (problem is not null) throw problem;
        if (beginning.Notice is { } above) sink.Note(above);
    }

    private void Take(SequentialParts parts, long number, object?[] cells, int columns)
    {
        if (leftOut.Contains(number))
        {
            _notices.AddLeftOut(number);
            parts.Next().Skip();
            return;
        }

        var beyond = Array.FindIndex(cells, Math.Min(columns, cells.Length), IsFilled);
        if (beyond >= 0)
            throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, $"Row {number} has a value in column {beyond + 1}, but the header has {columns}. Name the column, or remove what stands beside the table.") { Line = number };
        var first = Array.FindIndex(cells, IsFilled);
        if (first < 0)
        {
            if (sink.KeepsEmptyRows)
            {
                Add(parts, number, cells);
                return;
            }

            _notices.AddEmpty(number);
            parts.Next().Skip();
            return;
        }

        var isOnly = Array.FindIndex(cells, first + 1, IsFilled) < 0;
        var ending = cells[first] is string label ? TableEnd.Of(Encoding.UTF8.GetBytes(label.Trim()), isOnly, columns) : RowEnding.None;
        if (ending == RowEnding.Total || (ending == RowEnding.Remark && !sink.KeepsEmptyRows))
        {
            if (_held.Count == TableEnd.MostRows) Release(parts);
            _held.Add((number, ending, cells));
            return;
        }

        Release(parts);
        Add(parts, number, cells);
    }

    private void Release(SequentialParts parts)
    {
        foreach (var (number, _, cells) in _held) Add(parts, number, cells);
        _held.Clear();
    }

    private static void Add(SequentialParts parts, long number, object?[] cells)
    {
        var part = parts.Next();
        part.BeginCustomer(number);
        for (var column = 0; column < cells.Length; column++)
        {
            if (!IsFilled(cells[column])) continue;
            if (cells[column] is double value) part.Add(column, value);
            else part.Add(column, Encoding.UTF8.GetBytes(Text(cells[column])));
        }

        part.EndCustomer();
    }

    /// <summary>The next row, without a cell where it is passed over; null at the end of the sheet.</summary>
    private (long Row, object?[] Cells)? Next(IExcelDataReader reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Explained<(long, object?[])?>(() =>
        {
            if (!reader.Read()) return null;
            if (leftOut.Contains(reader.Depth + 1)) return (reader.Depth + 1, []);
            // One cell at the far end of a sheet makes every row as wide; what is empty there is not kept.
            var width = reader.FieldCount;
            while (width > 0 && reader.GetValue(width - 1) is null) width--;
            var cells = new object?[width];
            for (var column = 0; column < cells.Length; column++) cells[column] = reader.GetValue(column) is int whole ? (double)whole : reader.GetValue(column);
            return (reader.Depth + 1, cells);
        });
    }

    private static bool IsFilled(object? cell) => cell is not null && !(cell is string text && string.IsNullOrWhiteSpace(text));

    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text,
        double value => value.ToString(CultureInfo.InvariantCulture),
        bool value => value ? "true" : "false",
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Runs a call of the library, whose failures of whatever kind mean that the workbook is not as it should be.</summary>
    private static T Explained<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, "The workbook is damaged, or not of the format .xlsx; open it, and save it again as .xlsx or as CSV.", e);
        }
    }
}

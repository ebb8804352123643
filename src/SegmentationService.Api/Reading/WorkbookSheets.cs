using System.Xml;
using Microsoft.Net.Http.Headers;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>Tells the sheets of a workbook by its list of them; none of them is unpacked.</summary>
internal static class WorkbookSheets
{
    /// <summary>The most bytes of the list, unpacked: room for thousands of sheets.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>Reads the list.</summary>
    /// <param name="body">A table of any kind.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="memory">What a copy of the workbook takes its room from.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>In the order of the workbook; empty where the table is none.</returns>
    /// <exception cref="MalformedBodyException">It is damaged.</exception>
    /// <exception cref="BodyTooLargeException">It is larger than the limits allow.</exception>
    /// <exception cref="MemoryLimitException">There is no room for a copy.</exception>
    public static async ValueTask<IReadOnlyList<WorkbookSheet>> OfAsync(TableBody body, ReadingOptions limits, MemoryShare memory, CancellationToken cancellationToken)
    {
        var sent = body.Open(limits);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        var content = ContentCoding.Content(sent, decoder, limits);
        Stream table = CustomerBody.IsForm(body) ? (await new MultipartBody(content, MediaTypeHeaderValue.Parse(body.ContentType)).FindFileAsync(cancellationToken)).Content : content;
        var bytes = new byte[ContentSignature.Bytes];
        var beginning = bytes.AsMemory(0, await table.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
        if (!ContentSignature.IsZip(beginning.Span)) return [];

        await using var file = await TemporaryFile.OfAsync(new ContinuedStream(beginning, table), memory, cancellationToken);
        using var zip = new ZipContent(file);
        if (!zip.IsWorkbook) return [];
        await using var list = ZipContent.Open(zip.Entries.First(entry => entry.FullName == ZipContent.WorkbookList), MostBytes);
        return await ReadAsync(list, cancellationToken);
    }

    private static async ValueTask<IReadOnlyList<WorkbookSheet>> ReadAsync(Stream list, CancellationToken cancellationToken)
    {
        List<WorkbookSheet> sheets = [];
        try
        {
            using var reader = XmlReader.Create(list, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true });
            while (await reader.ReadAsync())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && reader.GetAttribute("name") is { } name)
                    sheets.Add(new WorkbookSheet(name, reader.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        }
        catch (XmlException e)
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, "The workbook's list of sheets is damaged. Open it in a spreadsheet program and save it again.", e);
        }

        return sheets;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>A zip file: a workbook, or an archive of one table. Nothing of it is unpacked before it is known how much that may be.</summary>
internal sealed class ZipContent : IDisposable
{
    /// <summary>The part of a workbook that lists its sheets.</summary>
    public const string WorkbookList = "xl/workbook.xml";

    private const int MostListed = 10;

    /// <summary>The most bytes of the list of entries, which is held in memory: room for some ten thousand.</summary>
    private const int MostDirectoryBytes = 1 << 20;

    private const int EndBytes = 22;
    private const int LongestComment = ushort.MaxValue;

    private readonly ZipArchive _archive;

    /// <summary>Opens it.</summary>
    /// <param name="content">The bytes, which can be read from any place; stay open.</param>
    /// <exception cref="MalformedBodyException">It is damaged.</exception>
    public ZipContent(Stream content)
    {
        CheckDirectory(content);
        try
        {
            _archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            _ = _archive.Entries;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    /// <summary>Whether it is a workbook.</summary>
    public bool IsWorkbook => _archive.GetEntry(WorkbookList) is not null;

    /// <summary>What it is, and what to do, where it is a document of a kind that is not read; else null.</summary>
    public (string Name, string Advice)? OtherDocument =>
        _archive.GetEntry("xl/workbook.bin") is not null ? ("a binary workbook (.xlsb)", "save it as .xlsx or CSV")
        : _archive.GetEntry("word/document.xml") is not null ? ("a text document (.docx)", "save the table as CSV")
        : _archive.GetEntry("mimetype") is not null || _archive.GetEntry("content.xml") is not null ? ("a document of OpenDocument (.ods)", "save it as .xlsx or CSV")
        : _archive.GetEntry("Index/Document.iwa") is not null || _archive.GetEntry("Index.zip") is not null ? ("a document of Numbers", "export it as .xlsx or CSV")
        : null;

    /// <summary>All entries.</summary>
    public IReadOnlyCollection<ZipArchiveEntry> Entries => _archive.Entries;

    /// <summary>The one table of an archive.</summary>
    /// <exception cref="MalformedBodyException">There is none, or there are several.</exception>
    public (ZipArchiveEntry Entry, BodyFormat Format) Table()
    {
        var files = _archive.Entries.Where(entry => !IsOfTheSystem(entry)).ToArray();
        var tables = files.Where(entry => BodyFormat.OfFile(entry.Name) is not null).ToArray();
        if (tables is not [var table])
            throw Invalid(tables.Length == 0
                ? $"The body is a zip file without a table{Listed(files)}; one file of .csv, .tsv, .txt, .json, .ndjson, .xlsx, .parquet or .arrow is expected in it."
                : $"The body is a zip file with {tables.Length} tables{Listed(tables)}; one is read at a time. Send a zip with one of them, or the file itself.");
        if (table.IsEncrypted) throw Invalid($"'{Excerpt.Of(table.Name)}' in the zip file has a password; send it without.");
        return (table, BodyFormat.OfFile(table.Name)!);
    }

    /// <summary>The unpacked bytes of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="maxBytes">The most that may come of it.</param>
    /// <exception cref="BodyTooLargeException">It is said to be larger.</exception>
    public static LimitedStream Open(ZipArchiveEntry entry, long maxBytes)
    {
        var subject = $"'{Excerpt.Of(entry.Name)}', once unpacked,";
        if (entry.Length > maxBytes) throw BodyTooLargeException.Of(subject, maxBytes);
        try
        {
            var packed = new CheckedContent(entry.Open(), entry.Crc32, entry.Length);
            var source = new LimitedStream(packed, long.MaxValue, subject);
            return new LimitedStream(new ExplainedStream(packed, source, e => e is InvalidDataException or IOException ? Damaged(e) : null), maxBytes, subject);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static MalformedBodyException Damaged(Exception? cause) =>
        new(MalformedBodyKind.InvalidZip, "The body is a zip file, or a workbook, which is one, but it is damaged or breaks off.", cause);

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidZip, message);

    private static string Listed(ZipArchiveEntry[] entries) => entries.Length == 0
        ? ""
        : ": " + string.Join(", ", entries.Take(MostListed).Select(entry => $"'{Excerpt.Of(entry.FullName)}'")) + (entries.Length > MostListed ? " ..." : "");

    /// <summary>Folders, and what systems put beside the files that a person packed.</summary>
    private static bool IsOfTheSystem(ZipArchiveEntry entry) =>
        entry.Name.Length == 0 || entry.Name[0] == '.' || entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Name is "Thumbs.db" or "desktop.ini";

    /// <summary>Refuses a list of entries that is too long before the archive reads it into memory.</summary>
    private static void CheckDirectory(Stream content)
    {
        var length = (int)Math.Min(content.Length, EndBytes + LongestComment);
        var end = new byte[length];
        content.Position = content.Length - length;
        content.ReadExactly(end);
        content.Position = 0;
        var at = end.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || end.Length - at < EndBytes) throw Damaged(null);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16));
        if (content.Length - length + at - start > MostDirectoryBytes)
            throw Invalid("The body is a zip file with too many entries; send a zip with one table, or the file itself.");
    }
}

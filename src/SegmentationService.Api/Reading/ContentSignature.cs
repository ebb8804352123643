using System.Text;

namespace SegmentationService.Api.Reading;

/// <summary>What kind of file a body is by its first bytes, whatever it is called.</summary>
internal static class ContentSignature
{
    /// <summary>So many first bytes tell.</summary>
    public const int Bytes = 512;

    private const int FewestNuls = 8;

    /// <summary>Kinds that are not read: how they begin, what they are, and what to do.</summary>
    private static readonly (byte[] Beginning, string Name, string Advice)[] Kinds =
    [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "a workbook of an old format (.xls), or one with a password", "save it as .xlsx without a password, or as CSV"),
        (Ascii("%PDF"), "a PDF document", "send the table that it was made of, as CSV"),
        (Ascii("PARE"), "an encrypted Parquet file", "write it without encryption"),
        (Ascii("Obj\u0001"), "an Avro file", "export it as CSV or NDJSON"),
        (Ascii("ORC"), "an ORC file", "export it as CSV or NDJSON"),
        (Ascii("SQLite format 3\0"), "an SQLite database", "export the table as CSV"),
        (Ascii("$FL2@(#)"), "an SPSS file", "export it as CSV"),
        (Ascii("<stata_dta>"), "a Stata file", "export it as CSV"),
        (Ascii("{\\rtf"), "a text document (RTF)", "save the table as CSV"),
        (Ascii("BZh"), "compressed by bzip2", "unpack it, or compress it by gzip"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed by xz", "unpack it, or compress it by gzip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", "unpack it, or compress it by gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "unpack it, or send a zip with one table"),
        (Ascii("Rar!"), "a rar archive", "unpack it, or send a zip with one table"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)", "send the table as CSV"),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)", "send the table as CSV"),
    ];

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Whether it is compressed by gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> beginning) => beginning.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]);

    /// <summary>Whether it is a zip file, which a workbook is, too.</summary>
    public static bool IsZip(ReadOnlySpan<byte> beginning) => beginning.StartsWith("PK\u0003\u0004"u8) || beginning.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Whether a zip file begins as workbooks do.</summary>
    public static bool LooksLikeWorkbook(ReadOnlySpan<byte> beginning) =>
        beginning.IndexOf("[Content_Types].xml"u8) >= 0 || beginning.IndexOf("_rels/"u8) >= 0 || beginning.IndexOf("xl/"u8) >= 0;

    /// <summary>Whether it is a Parquet file.</summary>
    public static bool IsParquet(ReadOnlySpan<byte> beginning) => beginning.StartsWith("PAR1"u8);

    /// <summary>The bytes that an Arrow file has before the stream of which it consists.</summary>
    public static ReadOnlySpan<byte> ArrowFile => "ARROW1\0\0"u8;

    /// <summary>Whether it is an Arrow file.</summary>
    public static bool IsArrowFile(ReadOnlySpan<byte> beginning) => beginning.StartsWith(ArrowFile);

    /// <summary>Whether it begins as an Arrow stream does.</summary>
    public static bool IsArrowStream(ReadOnlySpan<byte> beginning) => beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF]);

    /// <summary>What it is, and what to do, where it is of a kind that is not read; else null.</summary>
    public static (string Name, string Advice)? OtherKind(ReadOnlySpan<byte> beginning)
    {
        foreach (var (bytes, name, advice) in Kinds)
            if (beginning.StartsWith(bytes)) return (name, advice);
        var text = Text(beginning);
        if (BeginsWith(text, "<!doctype html") || BeginsWith(text, "<html") || BeginsWith(text, "<head") || BeginsWith(text, "<table"))
            return ("a page of HTML", "it may be the page of a login or of an error; open what you sent, and send the table as CSV");
        return BeginsWith(text, "<?xml") ? ("XML", "save the table as CSV or .xlsx") : null;
    }

    /// <summary>Whether it is text of two bytes a character without a byte order mark, which only its charset can tell.</summary>
    public static bool LooksLikeUtf16(ReadOnlySpan<byte> beginning) =>
        !HasWideMark(beginning) && beginning.Count((byte)0) >= Math.Max(FewestNuls, beginning.Length / 4);

    /// <summary>Whether it has far more control characters than any text.</summary>
    public static bool LooksBinary(ReadOnlySpan<byte> beginning)
    {
        var controls = 0;
        foreach (var value in beginning)
            if (value is <= 0x08 and not 0x01 or (>= 0x0E and <= 0x1A)) controls++;
        return !HasWideMark(beginning) && controls > FewestNuls && controls > beginning.Length / 20;
    }

    /// <summary>Whether it begins as a list or an object of JSON does; names of columns in brackets do not.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> beginning)
    {
        var text = Text(beginning);
        if (text.Length < 2) return false;
        var next = text[1..].TrimStart(" \t\r\n"u8);
        if (text[0] == '[') return next.Length > 0 && (next[0] == '{' || (next[0] == ']' && next.Length == 1));
        return text[0] == '{' && next.Length > 0 && next[0] is (byte)'"' or (byte)'}';
    }

    /// <summary>Whether it is no JSON but a first line of cells.</summary>
    public static bool LooksLikeCsv(ReadOnlySpan<byte> beginning)
    {
        var text = Text(beginning);
        if (text.IsEmpty || text[0] is (byte)'[' or (byte)'{') return false;
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        return end > 0 && text[..end].IndexOfAny(",;\t|"u8) > 0;
    }

    /// <summary>Whether a byte order mark says that a character has two or four bytes.</summary>
    private static bool HasWideMark(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || beginning.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || beginning.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> beginning) =>
        (beginning.StartsWith(ByteOrderMark) ? beginning[ByteOrderMark.Length..] : beginning).TrimStart(" \t\r\n"u8);

    private static bool BeginsWith(ReadOnlySpan<byte> text, string beginning) =>
        text.Length >= beginning.Length && System.Text.Ascii.EqualsIgnoreCase(text[..beginning.Length], beginning);

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}

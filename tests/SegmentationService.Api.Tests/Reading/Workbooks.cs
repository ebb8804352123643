using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Makes workbooks and zip files, sound ones and others.</summary>
internal static class Workbooks
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006/relationships";

    /// <summary>A workbook of sheets; a cell is a text, a double, a bool, a DateTime, an error such as <c>#N/A</c>, or null. A row that is null has no cells at all.</summary>
    public static byte[] Of(params (string Name, object?[]?[] Rows)[] sheets) => Zip([.. Parts([.. sheets.Select(sheet => (sheet.Name, Rows(sheet.Rows)))])]);

    /// <summary>The same of the XML of rows.</summary>
    public static byte[] OfXml(string rows, string before = "") => Zip([.. Parts([("Sheet1", rows)], before)]);

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static IEnumerable<(string, byte[])> Parts((string Name, string Rows)[] sheets, string before = "")
    {
        yield return Xml("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>""");
        yield return Xml("_rels/.rels", $"""<Relationships xmlns="{Packages}"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        yield return Xml("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{string.Concat(sheets.Select((sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>""");
        yield return Xml("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Packages}">{string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id="rId99" Type="{Relations}/styles" Target="styles.xml"/></Relationships>""");
        yield return Xml("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>""");
        for (var i = 0; i < sheets.Length; i++) yield return Xml($"xl/worksheets/sheet{i + 1}.xml", $"""{before}<worksheet xmlns="{Main}"><sheetData>{sheets[i].Rows}</sheetData></worksheet>""");
    }

    private static (string, byte[]) Xml(string name, string content) => (name, Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?>""" + content));

    private static string Rows(object?[]?[] rows) => string.Concat(rows.Select((row, i) => row is null ? "" : $"<row r=\"{i + 1}\">{string.Concat(row.Select((cell, column) => Cell(cell, $"{(char)('A' + column)}{i + 1}")))}</row>"));

    private static string Cell(object? cell, string place) => cell switch
    {
        null => "",
        string text when text.StartsWith("#N", StringComparison.Ordinal) => $"<c r=\"{place}\" t=\"e\"><v>{text}</v></c>",
        string text when text.StartsWith('=') => $"<c r=\"{place}\"><f>{text[1..]}</f><v>{text.Split("= ")[^1]}</v></c>",
        string text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(text)}</t></is></c>",
        bool value => $"<c r=\"{place}\" t=\"b\"><v>{(value ? 1 : 0)}</v></c>",
        DateTime date => $"<c r=\"{place}\" s=\"1\"><v>{date.ToOADate().ToString(CultureInfo.InvariantCulture)}</v></c>",
        _ => $"<c r=\"{place}\"><v>{Convert.ToString(cell, CultureInfo.InvariantCulture)}</v></c>",
    };
}

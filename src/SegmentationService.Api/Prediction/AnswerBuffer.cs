using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Answers as UTF-8, put together from pieces. What does not depend on the customer is prepared once and copied; only ids and numbers are
/// written anew. Reused: it grows to the largest answer and then allocates nothing.
/// </summary>
internal sealed class AnswerBuffer
{
    private const int LongestNumber = 32;

    private static readonly SearchValues<byte> QuotedInCsv = SearchValues.Create(",\"\r\n"u8);

    private byte[] _bytes = new byte[1024];

    /// <summary>The bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins again.</summary>
    public void Clear() => Length = 0;

    /// <summary>Adds a piece as it is.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(Room(piece.Length));
        Length += piece.Length;
    }

    /// <summary>Adds a number in its shortest form that reads back as the same.</summary>
    public void Add(double number)
    {
        number.TryFormat(Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(long number)
    {
        number.TryFormat(Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Adds a piece of what was written before.</summary>
    public void AddAgain(Range range) => Add(_bytes.AsSpan(0, Length)[range]);

    /// <summary>Adds a JSON string, quotes included.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public void AddJson(ReadOnlySpan<byte> utf8)
    {
        Add("\""u8);
        while (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8) is var plain and >= 0)
        {
            Add(utf8[..plain]);
            utf8 = utf8[plain..];
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(utf8, Room(1024), out var consumed, out var written, isFinalBlock: true);
            Length += written;
            utf8 = utf8[consumed..];
        }

        Add(utf8);
        Add("\""u8);
    }

    /// <summary>Adds a CSV cell, in quotes where it needs them (RFC 4180), and marked as text where a spreadsheet would take it for a formula.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public void AddCsv(ReadOnlySpan<byte> utf8)
    {
        var isFormula = FormulaText.Is(utf8);
        if (!utf8.ContainsAny(QuotedInCsv))
        {
            if (isFormula) Add([FormulaText.Mark]);
            Add(utf8);
            return;
        }

        Add("\""u8);
        if (isFormula) Add([FormulaText.Mark]);
        while (utf8.IndexOf((byte)'"') is var quote and >= 0)
        {
            Add(utf8[..(quote + 1)]);
            Add("\""u8);
            utf8 = utf8[(quote + 1)..];
        }

        Add(utf8);
        Add("\""u8);
    }

    /// <summary>Adds a segment as JSON: number, name, confidence and distance.</summary>
    /// <param name="version">The version that answers.</param>
    /// <param name="segment">As seen from the customer.</param>
    public void AddSegment(ServedVersion version, SegmentDistance segment)
    {
        Add(version.Segments[segment.Segment].Json);
        Add(segment.Confidence);
        Add(",\"distance\":"u8);
        Add(segment.Distance);
    }

    /// <summary>Adds a notice as JSON.</summary>
    public void AddNotice(NoticeResponse notice)
    {
        Add("{\"code\":"u8);
        AddJson(Encoding.UTF8.GetBytes(notice.Code));
        Add(",\"column\":"u8);
        if (notice.Column is null) Add("null"u8);
        else AddJson(Encoding.UTF8.GetBytes(notice.Column));
        Add(",\"message\":"u8);
        AddJson(Encoding.UTF8.GetBytes(notice.Message));
        Add("}"u8);
    }

    /// <summary>Adds the notices about the fields of a customer as a JSON list.</summary>
    /// <param name="version">The version that answers.</param>
    /// <param name="inputs">A value for each input; empty where none is missing or unknown.</param>
    /// <param name="further">What else is to be said.</param>
    public void AddNotices(ServedVersion version, ReadOnlySpan<double> inputs, ReadOnlySpan<PreparedNotice> further)
    {
        Add("["u8);
        var before = Length;
        for (var i = 0; i < inputs.Length; i++)
            if (version.NoticeOf(i, inputs[i]) is { } notice) AddItem(notice);
        foreach (var notice in further) AddItem(notice);
        Add("]"u8);

        void AddItem(PreparedNotice notice)
        {
            if (Length > before) Add(","u8);
            Add(notice.Json);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        return _bytes.AsSpan(Length);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Answers;

/// <summary>
/// Answers as UTF-8, put together from pieces: bytes that were prepared once, texts and numbers. Reused: it grows to the largest answer and
/// then allocates nothing.
/// </summary>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class AnswerBuffer(MemoryShare? memory = null)
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
    public void AddCsv(ReadOnlySpan<byte> utf8) => AddCsv(utf8, isMarked: true);

    /// <summary>Adds a CSV cell, in quotes where it needs them (RFC 4180).</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="isMarked">Whether it is marked as text where a spreadsheet would take it for a formula: for whoever opens it, and not for this program, which reads it back.</param>
    public void AddCsv(ReadOnlySpan<byte> utf8, bool isMarked)
    {
        if (isMarked && FormulaText.Is(utf8)) utf8 = FormulaText.Marked(utf8);
        if (!utf8.ContainsAny(QuotedInCsv))
        {
            Add(utf8);
            return;
        }

        Add("\""u8);
        while (utf8.IndexOf((byte)'"') is var quote and >= 0)
        {
            Add(utf8[..(quote + 1)]);
            Add("\""u8);
            utf8 = utf8[(quote + 1)..];
        }

        Add(utf8);
        Add("\""u8);
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes) Grow(bytes);
        return _bytes.AsSpan(Length);
    }

    private void Grow(int bytes)
    {
        var length = (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + bytes));
        memory?.Take(length - _bytes.Length);
        Array.Resize(ref _bytes, length);
    }
}

using System.Globalization;

namespace SegmentationService.Api.Tables;

/// <summary>The ids of kept tables: <c>t-</c> and 32 hexadecimal digits, of which 74 bits are random. Also the names of their folders.</summary>
internal static class TableId
{
    private const string Prefix = "t-";

    /// <summary>An id that no other table has.</summary>
    /// <param name="now">When the table was received: later ids come later in their order.</param>
    public static string New(DateTimeOffset now) => Prefix + Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture);

    /// <summary>Whether a text is an id as <see cref="New"/> writes it; nothing else ever becomes part of a path.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out var id)
        && text.AsSpan(Prefix.Length).SequenceEqual(id.ToString("N", CultureInfo.InvariantCulture));
}

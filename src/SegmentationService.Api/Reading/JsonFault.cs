using System.Text;
using System.Text.Json;

namespace SegmentationService.Api.Reading;

/// <summary>Says what is wrong with JSON, in words for who sent it.</summary>
internal static class JsonFault
{
    /// <summary>Words that programs write in the place of a value.</summary>
    private static readonly (string Word, string Instead)[] ForeignWords =
    [
        ("NaN", "a missing value is null, or its key is left out"),
        ("nan", "a missing value is null, or its key is left out"),
        ("Infinity", "numbers are finite, and a missing value is null"),
        ("-Infinity", "numbers are finite, and a missing value is null"),
        ("None", "a missing value is null, or its key is left out"),
        ("undefined", "a missing value is null, or its key is left out"),
        ("True", "it is true"),
        ("False", "it is false"),
        ("'", "names and texts stand in double quotes"),
    ];

    /// <summary>The library's message without its own account of the place (0-based) and its advice to the programmer.</summary>
    /// <param name="e">Says what is wrong.</param>
    /// <param name="rest">What has not been understood.</param>
    /// <param name="line">The 1-based line where the library tells none.</param>
    public static MalformedBodyException Of(JsonException e, ReadOnlySpan<byte> rest, long line)
    {
        var reason = ForeignWord(rest) ?? e.Message.Split(" LineNumber: ", 2)[0].Replace(" Change the reader options.", "", StringComparison.Ordinal);
        line = e.LineNumber + 1 ?? line;
        var place = e.BytePositionInLine is { } position ? $"line {line}, byte {position + 1}" : $"line {line}";
        return new MalformedBodyException(MalformedBodyKind.InvalidJson, $"The JSON is malformed in {place}: {reason}", e) { Line = line };
    }

    /// <summary>What to write instead of a word that other languages have and JSON has not; null where there is none.</summary>
    private static string? ForeignWord(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n:,["u8);
        foreach (var (word, instead) in ForeignWords)
            if (rest.StartsWith(Encoding.ASCII.GetBytes(word))) return $"{word} is no JSON; {instead}.";
        return null;
    }
}

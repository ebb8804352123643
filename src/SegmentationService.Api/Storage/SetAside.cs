namespace SegmentationService.Api.Storage;

/// <summary>Something in the folder of the store that is not served. It stays on disk as it is.</summary>
/// <param name="Name">Its path below the folder of the models, with <c>/</c>: <c>default/3</c> is version 3 of the model default.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record SetAside(string Name, string Reason)
{
    /// <summary>The path on one line: names of files may hold line ends, and a log that they stand in is read line by line.</summary>
    public string Name { get; } = OnOneLine(Name);

    /// <summary>Why, on one line.</summary>
    public string Reason { get; } = OnOneLine(Reason);

    /// <summary>When the entry was last written as far as its folder tells; it is not looked at again as long as that stays the same.</summary>
    public DateTime LastWrite { get; init; }

    /// <summary>A text without control characters.</summary>
    /// <param name="text">Any text.</param>
    public static string OnOneLine(string text) => text.Any(IsControl) ? string.Concat(text.Select(character => IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}")) : text;

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}

using System.Text.RegularExpressions;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The names that a model may have. A name becomes the name of a folder, so nothing else ever reaches the disk.</summary>
internal static partial class ModelName
{
    /// <summary>Lower-case letters, digits, <c>_</c> and <c>-</c>; 1 to 64 of them, the first one a letter or a digit.</summary>
    public const string Pattern = "[a-z0-9][a-z0-9_-]{0,63}";

    /// <summary>What a new model may be called, for those who asked for another name.</summary>
    public const string Rule = "The name of a model is made of lower-case letters, digits, _ and -, begins with a letter or digit, has at most 64 of them, and is no device of Windows such as con.";

    /// <summary>Whether a model may have this name.</summary>
    /// <param name="name">Any text.</param>
    public static bool IsValid(string? name) => name is not null && Whole().IsMatch(name);

    /// <summary>Whether a name stands for a device on Windows, whatever folder it is in: no new model gets it, so that a store can be moved there.</summary>
    /// <param name="name">Any text.</param>
    public static bool IsReserved(string name) => Device().IsMatch(name);

    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Device();

    // \z and not $, which would let a line feed pass at the end.
    [GeneratedRegex(@"\A" + Pattern + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}

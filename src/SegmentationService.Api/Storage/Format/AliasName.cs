namespace SegmentationService.Api.Storage.Format;

/// <summary>The names that an alias may have: those of models, but not digits alone, which are version numbers.</summary>
internal static class AliasName
{
    /// <summary>Whether an alias may have this name.</summary>
    /// <param name="name">Any text.</param>
    public static bool IsValid(string? name) => ModelName.IsValid(name) && !name!.All(char.IsAsciiDigit);
}

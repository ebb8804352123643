using System.Text.Json;

namespace SegmentationService.Api.Tests;

/// <summary>
/// The real data beside the repository: <c>shared/data</c>, in or beside a folder above the tests. It is not part of the repository,
/// so tests that need it are skipped where it is missing.
/// </summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string? SkipReason { get; } = Folder is null ? "There is no folder shared/data in or beside a folder above the tests." : null;

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder!, name));

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder!, name));

    /// <summary>What scikit-learn made of a set: <c>reference/{name}.json</c>.</summary>
    public static JsonElement Reference(string name) => JsonDocument.Parse(Bytes(Path.Combine("reference", name + ".json"))).RootElement;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data)) return data;
        }

        return null;
    }
}

/// <summary>A test on the real data, skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.SkipReason;
}

/// <summary>A test with cases on the real data, skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = SharedData.SkipReason;
}

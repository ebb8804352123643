using System.Runtime.CompilerServices;
using System.Text.Json;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests;

/// <summary>
/// The data sets and the scikit-learn results that stand outside the repository, in a folder <c>shared/data</c> beside or above
/// it. Tests of them are skipped, with a reason, where that folder is not there.
/// </summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string? SkipReason => Folder is null
        ? "The folder shared/data (data sets and reference results) is neither beside nor above the repository."
        : null;

    /// <summary>A whole data set.</summary>
    public static CustomerTable Table(string set) => CsvTable.Parse(File.ReadAllText(Path.Combine(Folder!, set + ".csv")));

    /// <summary>What scikit-learn made of a data set.</summary>
    public static JsonElement Reference(string set)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder!, "reference", set + ".json")));
        return document.RootElement.Clone();
    }

    private static string? Find([CallerFilePath] string source = "")
    {
        foreach (var start in (string?[])[AppContext.BaseDirectory, Environment.CurrentDirectory, Path.GetDirectoryName(source)])
        {
            for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, "shared", "data");
                if (Directory.Exists(Path.Combine(candidate, "reference"))) return candidate;
            }
        }

        return null;
    }
}

/// <summary>A fact about <see cref="SharedData"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Skips where the data is not there.</summary>
    public SharedDataFactAttribute() => Skip = SharedData.SkipReason;
}

/// <summary>A theory about <see cref="SharedData"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where the data is not there.</summary>
    public SharedDataTheoryAttribute() => Skip = SharedData.SkipReason;
}

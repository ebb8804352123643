namespace SegmentationService.Api.Tests;

/// <summary>The folder of the repository, for tests that read its sources and pages. Paths that the compiler wrote down are of no use: a deterministic build maps them.</summary>
internal static class Repository
{
    /// <summary>The full path of the folder that the solution lies in.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SegmentationService.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}

namespace SegmentationService.Api.Tests.Cases;

/// <summary>
/// Cases beside the repository: <c>shared/cases</c>, a list <c>cases.json</c> of the same form and the files that it names, in or beside a folder above the tests. It is not
/// part of the repository, so tests of it are skipped where it is missing.
/// </summary>
internal static class SharedCases
{
    public static string? Folder { get; } = Find();

    public static string? SkipReason { get; } = Folder is null ? "There is no folder shared/cases in or beside a folder above the tests." : null;

    public static IReadOnlyList<Case> All { get; } = Folder is null ? [] : CaseList.Read<Case>(Path.Combine(Folder, "cases.json"));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var cases = Path.Combine(folder.FullName, "shared", "cases");
            if (File.Exists(Path.Combine(cases, "cases.json"))) return cases;
        }

        return null;
    }
}

/// <summary>A test on the cases beside the repository, skipped where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedCasesTheoryAttribute : TheoryAttribute
{
    public SharedCasesTheoryAttribute() => Skip = SharedCases.SkipReason;
}

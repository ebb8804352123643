namespace SegmentationService.Api.Tests.Documents;

/// <summary>A page of Markdown in the repository.</summary>
/// <param name="Path">From the root of the repository, with <c>/</c>.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record Page(string Path, string[] Lines)
{
    private const string Fence = "```";

    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "TestResults"];

    public string File => System.IO.Path.Combine(Repository.Root, Path);

    /// <summary>The paths of all pages, in order.</summary>
    public static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part[0] == '.' || NotOurs.Contains(part)))
            .Order(StringComparer.Ordinal);

    public static Page Read(string path) => new(path, System.IO.File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path)));

    /// <summary>The fenced blocks, in order.</summary>
    public IEnumerable<PageBlock> Blocks()
    {
        var section = "";
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].StartsWith('#')) section = Lines[i];
            if (!Lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var end = Array.IndexOf(Lines, Fence, i + 1);
            Assert.True(end > 0, $"{Path}:{i + 1}: the block does not end.");
            var info = Lines[i][Fence.Length..].Split(' ', 2);
            yield return new PageBlock(section, i + 1, end, info[0], info.Length > 1 ? info[1] : "", string.Join('\n', Lines[(i + 1)..end]));
            i = end;
        }
    }

    /// <summary>The lines outside of blocks, each with its number from 1.</summary>
    public IEnumerable<(int Number, string Text)> Prose()
    {
        var isProse = true;
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].StartsWith(Fence, StringComparison.Ordinal)) isProse = !isProse;
            else if (isProse) yield return (i + 1, Lines[i]);
        }
    }
}

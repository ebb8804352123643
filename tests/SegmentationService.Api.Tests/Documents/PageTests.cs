using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Documents;

/// <summary>The pages hang together, and the first of them stays one that is read to its end.</summary>
public partial class PageTests
{
    public static TheoryData<string> Pages() => [.. Page.All()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_WithinTheRepository_LeadSomewhere(string path)
    {
        var page = Page.Read(path);
        var broken = page.Prose()
            .SelectMany(line => Link().Matches(line.Text).Select(link => (line.Number, Target: link.Groups[1].Value)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, link.Target))
            .Select(link => $"{path}:{link.Number}: {link.Target}");

        Assert.Empty(broken);
    }

    [Fact]
    public void Readme_IsShort()
    {
        var readme = Page.Read("README.md");

        Assert.InRange(readme.Lines.Length, 1, 180);
        Assert.InRange(new FileInfo(readme.File).Length, 1, 10 * 1024);
    }

    /// <summary>From the README every page can be reached, or one that it lies beside.</summary>
    [Fact]
    public void Pages_AreAllReachedFromTheReadme()
    {
        string[] all = [.. Page.All()];
        HashSet<string> reached = ["README.md"];
        Queue<string> next = new(reached);
        while (next.TryDequeue(out var path))
        {
            var page = Page.Read(path);
            foreach (var target in page.Prose().SelectMany(line => Link().Matches(line.Text)).Select(link => link.Groups[1].Value.Split('#')[0]))
            {
                var file = FileOf(page, target);
                if (Directory.Exists(file)) file = Path.Combine(file, "README.md"); // which is shown with the folder
                if (!file.EndsWith(".md", StringComparison.Ordinal) || !File.Exists(file)) continue;
                var folder = Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/');
                foreach (var beside in all.Where(beside => Path.GetDirectoryName(beside) == folder))
                {
                    if (reached.Add(beside)) next.Enqueue(beside);
                }
            }
        }

        Assert.Empty(all.Except(reached));
    }

    private static bool LeadsSomewhere(Page page, string target)
    {
        var parts = target.Split('#', 2);
        var file = FileOf(page, parts[0]);
        if (!File.Exists(file) && !Directory.Exists(file)) return false;
        return parts.Length == 1 || Page.Read(Path.GetRelativePath(Repository.Root, file)).Prose().Any(line => line.Text.StartsWith('#') && Anchor(line.Text) == parts[1]);
    }

    private static string FileOf(Page page, string target) => target.Length == 0 ? page.File : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.File)!, target));

    /// <summary>The anchor that GitHub gives to a heading.</summary>
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}

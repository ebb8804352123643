using System.Text.RegularExpressions;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Tests.Http;

/// <summary>What stands in the type of a problem leads to a page that says what it means: there is one for each kind that the sources know.</summary>
public sealed partial class ProblemKindTests : IAsyncDisposable
{
    private SegmentationApp App { get; } = new();

    [Fact]
    public void Kinds_OfTheSources_AreThoseThatHavePages()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "SegmentationService.Api"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        string[] used =
        [
            .. sources.SelectMany(file => MadeKind().Matches(File.ReadAllText(file))).SelectMany(made => KindName().Matches(made.Groups["kind"].Value)).Select(name => name.Groups["name"].Value),
            .. ProblemMapping.BodyKinds.All, .. ProblemMapping.TableKinds.All, .. ProblemMapping.ArchiveKinds.All, .. ProblemMapping.SourceKinds.All,
        ];

        var known = ProblemKinds.All.Select(kind => kind.Name).ToArray();
        Assert.True(used.Length > 80, "The sources were not found, or problems are made otherwise than this test reads.");
        Assert.Empty(used.Except(known));
        Assert.Empty(known.Except(used));
        Assert.Distinct(known);
    }

    [Fact]
    public async Task Type_OfAProblem_LeadsToItsPage()
    {
        var problem = (await App.PostAsync("/train", Body.Csv("a,b\n1\n2,3,4\n"))).Json;

        var page = await App.GetAsync(problem.Text("type"));
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        Assert.Contains("<h1>invalid-csv</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Quotes are doubled", page.Text, StringComparison.Ordinal);
        Assert.Contains("style-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var all = await App.GetAsync("/problems");
        Assert.All(ProblemKinds.All, kind => Assert.Contains($"href=\"problems/{kind.Name}\"", all.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_OfAKindThatThereIsNot_IsAProblem() =>
        (await App.GetAsync("/problems/%3Cscript%3E")).ExpectProblem(404, "not-found", "/problems lists");

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Where a problem is made: the status, and then the kind, or a choice of two.</summary>
    [GeneratedRegex("""(?:Problems\.Create\(|\bCreate\(|Problems\.Conflict\(|NotFound\(|RefuseAsync\()\s*(?:(?:context,\s*)?(?:StatusCodes\.\w+|\d{3}|problem\.Status\.Value),\s*)?(?<kind>[^,;]*?"[a-z]+(?:-[a-z]+)*"[^,;]*?),""")]
    private static partial Regex MadeKind();

    [GeneratedRegex("\"(?<name>[a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex KindName();
}

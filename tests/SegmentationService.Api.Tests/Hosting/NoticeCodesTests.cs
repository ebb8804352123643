using System.Text.RegularExpressions;
using SegmentationService.Api.Hosting;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>The document lists the codes that the code has, so that a notice that is new comes into the list and one that is gone leaves it.</summary>
public sealed partial class NoticeCodesTests
{
    [Fact]
    public void Codes_OfTheDocument_AreThoseOfTheCode()
    {
        var texts = ((string[])["SegmentationService.Core", "SegmentationService.Api"])
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj") && Path.GetFileName(file) != $"{nameof(NoticeCodes)}.cs")
            .Select(File.ReadAllText).ToArray();

        var made = texts.SelectMany(text => MadePattern().Matches(text)).Select(match => match.Groups["code"].Value).Distinct().ToArray();
        var named = texts.SelectMany(text => NamedPattern().Matches(text)).Select(match => match.Groups["code"].Value).ToHashSet();

        Assert.True(made.Length > 40, $"{made.Length} codes are found, which are too few: are notices made in another way now?");
        Assert.Empty(made.Except(NoticeCodes.All));
        Assert.Empty(NoticeCodes.All.Except(named));
        Assert.Equal(NoticeCodes.All.Order(StringComparer.Ordinal), NoticeCodes.All);
    }

    [GeneratedRegex("new Notice(Response)?\\(\\s*\"(?<code>[a-z0-9_]+)\"")]
    private static partial Regex MadePattern();

    [GeneratedRegex("\"(?<code>[a-z0-9]+(_[a-z0-9]+)+)\"")]
    private static partial Regex NamedPattern();
}

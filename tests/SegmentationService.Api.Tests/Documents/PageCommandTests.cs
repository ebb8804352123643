using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Documents;

/// <summary>The commands of every page do what it says, and answer what it shows. <c>RENEW_ANSWERS=1</c> writes what they answer into the pages.</summary>
public class PageCommandTests(ITestOutputHelper output)
{
    private static readonly bool IsRenewed = Environment.GetEnvironmentVariable("RENEW_ANSWERS") is { Length: > 0 };

    public static TheoryData<string> PagesWithCommands() => [.. Page.All().Where(path => Page.Read(path).Blocks().Any(block => block.IsCommands && block.ReasonNotToRun is null))];

    [ShellTheory]
    [MemberData(nameof(PagesWithCommands))]
    public async Task Commands_OfAPage_AnswerWhatItShows(string path)
    {
        using var folder = new TemporaryFolder();
        var page = Page.Read(path);
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, "--Storage:Path=./data", "--Data:Path=./datasets");
        using (running)
        using (client)
        {
            var answers = await new PageSession(folder, client.BaseAddress!).RunAsync(page);
            PageBlock[] blocks = [.. page.Blocks()];
            for (var i = blocks.Length - 1; i > 0; i--)
            {
                if (!answers.TryGetValue(blocks[i - 1], out var answer) || !blocks[i].IsAnswerOf(blocks[i - 1])) continue;
                if (IsRenewed) page = Renewed(page, blocks[i], answer);
                else Assert.True(ShownAnswer.IsMatch(blocks[i].Text, answer), $"{path}:{blocks[i].Line} shows another answer than is given:\n{answer}");
            }
        }

        if (IsRenewed) await File.WriteAllTextAsync(page.File, string.Join('\n', page.Lines) + '\n');
    }

    [Fact]
    public void Commands_ThatAreNotRun_SayWhy()
    {
        (string Page, PageBlock Block)[] commands = [.. Page.All().SelectMany(path => Page.Read(path).Blocks().Where(block => block.IsCommands).Select(block => (path, block)))];
        var left = commands.Where(commands => commands.Block.ReasonNotToRun is not null).ToArray();

        output.WriteLine($"{commands.Length} blocks of commands, {left.Length} of them not run:");
        foreach (var (page, block) in left) output.WriteLine($"{page}:{block.Line}: {block.ReasonNotToRun}");

        Assert.True(commands.Length - left.Length > 30, $"{commands.Length} blocks, {left.Length} not run");
        Assert.All(left, block => Assert.NotEmpty(block.Block.ReasonNotToRun!));
    }

    private Page Renewed(Page page, PageBlock block, string answer)
    {
        if (ShownAnswer.IsMatch(block.Text, answer)) return page;
        var text = ShownAnswer.Renew(block.Text, answer);
        if (text is null) output.WriteLine($"{page.Path}:{block.Line} must be renewed by hand:\n{answer}");
        return text is null ? page : page with { Lines = [.. page.Lines[..block.Line], .. text.Split('\n'), .. page.Lines[block.End..]] };
    }
}

/// <summary>A test that needs a shell with curl and tar, skipped where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute() => Skip = PageSession.SkipReason;
}

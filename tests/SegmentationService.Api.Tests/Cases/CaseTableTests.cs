using SegmentationService.Api.Tests.Documents;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>
/// The table of what may be wrong with a file is made of the list of cases, so that it promises nothing that is not tried. <c>RENEW_ANSWERS=1</c> writes it
/// into its page.
/// </summary>
public sealed class CaseTableTests
{
    private const string PagePath = "src/SegmentationService.Api/Reading/README.md";
    private const string Head = "| in the file | what the service does |";

    private static readonly bool IsRenewed = Environment.GetEnvironmentVariable("RENEW_ANSWERS") is { Length: > 0 };

    [Fact]
    public void Page_Table_IsThatOfTheCases()
    {
        var page = Page.Read(PagePath);
        var first = Array.IndexOf(page.Lines, Head) + 2;
        string[] shown = [.. page.Lines.Skip(first).TakeWhile(line => line.StartsWith('|'))];
        string[] rows = [.. CaseList.Rows.Select(row => row.Markdown)];

        if (IsRenewed) File.WriteAllLines(page.File, [.. page.Lines.Take(first), .. rows, .. page.Lines.Skip(first + shown.Length)]);
        else Assert.True(rows.SequenceEqual(shown), $"The table of {PagePath} is made of Cases/*.json beside this test: change those, and renew it with RENEW_ANSWERS=1. It differs in: {rows.Except(shown).Concat(shown.Except(rows)).FirstOrDefault() ?? "the order"}");
    }

    [Fact]
    public void Rows_AllHaveCasesAndTheCasesNamesAndWords()
    {
        var cases = CaseList.Rows.SelectMany(row => row.Cases).ToArray();

        Assert.All(CaseList.Rows, row => Assert.NotEmpty(row.Cases));
        Assert.Equal(cases.Length, cases.Select(tried => tried.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(cases, tried => Assert.NotEmpty(tried.Defect));
        Assert.All(cases, tried => Assert.NotEmpty(tried.Expect));
    }
}

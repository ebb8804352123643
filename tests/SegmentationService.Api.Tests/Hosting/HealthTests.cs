namespace SegmentationService.Api.Tests.Hosting;

/// <summary>The probes of a platform.</summary>
public class HealthTests
{
    [Theory]
    [InlineData("/healthz/live", "live")]
    [InlineData("/healthz/ready", "ready")]
    [InlineData("/healthz", "ready")]
    public async Task Healthz_OfAServiceThatWorks_Is200(string path, string status)
    {
        await using var app = new SegmentationApp();

        Assert.Equal(status, (await app.GetAsync(path)).Expect(200).Text("status"));
    }

    [Fact]
    public async Task Ready_AfterARestart_HasItsModelsLoaded()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?model=other&clusters=2");
        await using var restarted = await app.RestartAsync();

        Assert.Equal(2, (await restarted.GetAsync("/healthz/ready")).Expect(200).Int("models"));
    }

    [Fact]
    public async Task Ready_StoreThatCannotBeWritten_Is503WithTheReasonAndLiveStays200()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        Directory.Move(app.Folder.Models, app.Folder.Models + "-gone");

        foreach (var path in (string[])["/healthz/ready", "/healthz"])
        {
            var answer = (await app.GetAsync(path)).Expect(503);
            Assert.Equal("not ready", answer.Text("status"));
            Assert.NotEmpty(answer.Text("reason"));
        }

        (await app.GetAsync("/healthz/live")).Expect(200);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200); // what is loaded still serves

        Directory.Move(app.Folder.Models + "-gone", app.Folder.Models);
        (await app.GetAsync("/healthz/ready")).Expect(200);
        Assert.Equal(["1", "1/customers.csv.gz", "1/manifest.json", "1/model.json", "aliases.json"], app.Folder.Tree().Skip(1).Select(name => name["default/".Length..]));
    }
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Training;

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
            Assert.Equal("The folder of the store cannot be read: it is not there. The folder of the store cannot be written: it is not there.", answer.Text("reason"));
            Assert.DoesNotContain(app.Folder.Path, answer.GetRawText(), StringComparison.Ordinal);
        }

        (await app.GetAsync("/healthz/live")).Expect(200);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200); // what is loaded still serves

        Directory.Move(app.Folder.Models + "-gone", app.Folder.Models);
        (await app.GetAsync("/healthz/ready")).Expect(200);
        Assert.Equal(["1", "1/charts.json", "1/customers.csv.gz", "1/manifest.json", "1/model.json", "aliases.json"], app.Folder.Tree().Skip(1).Select(name => name["default/".Length..]));
    }

    [Fact]
    public async Task Ready_Checks_AreToldApart()
    {
        await using var app = SegmentationApp.With(("Training:Queue", "0"));
        Assert.Equal(
            [("store_readable", "healthy"), ("store_writable", "healthy"), ("models_loaded", "healthy"), ("jobs_readable", "healthy"), ("training_queue", "healthy")],
            Checks((await app.GetAsync("/healthz/ready")).Expect(200)));

        // Trainings wait, predictions do not: a platform that took the service away would make it worse.
        using (app.Services.GetRequiredService<TrainingQueue>().TakePlace(""))
        {
            var busy = (await app.GetAsync("/healthz/ready")).Expect(200);
            Assert.Equal([("training_queue", "degraded")], Checks(busy).Where(check => check.Status != "healthy"));
            Assert.Equal("1 of 1 places are taken.", busy.GetProperty("checks").GetProperty("training_queue").Text("detail"));
        }

        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await File.WriteAllTextAsync(app.Folder.At("default", "1", "model.json"), "{");
        await using var damaged = await app.RestartAsync();
        Assert.Equal([("models_loaded", "degraded")], Checks((await damaged.GetAsync("/healthz/ready")).Expect(200)).Where(check => check.Status != "healthy"));

        Directory.Move(damaged.Folder.Models, damaged.Folder.Models + "-gone");
        Assert.Equal([("store_readable", "unhealthy"), ("store_writable", "unhealthy")], Checks((await damaged.GetAsync("/healthz/ready")).Expect(503)).Where(check => check.Status == "unhealthy"));
        Directory.Move(damaged.Folder.Models + "-gone", damaged.Folder.Models);
    }

    private static IEnumerable<(string Name, string Status)> Checks(JsonElement answer) =>
        answer.GetProperty("checks").EnumerateObject().Select(check => (check.Name, check.Value.Text("status")));
}

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Files that are damaged while the service runs: nobody gets one for whole, and everybody hears of it.</summary>
public sealed class DamagedDownloadTests
{
    [Theory]
    [InlineData("customers.csv.gz", "/customers", "gzip")]
    [InlineData("customers.csv.gz", "/customers", null)]
    [InlineData("customers.csv.gz", "/export", null)]
    [InlineData("model.json", "/export", null)]
    [InlineData("manifest.json", "/export", null)]
    [InlineData("charts.json", "/export", null)]
    [InlineData("charts.json", "/charts/map", null)]
    [InlineData("charts.json", "/charts/distributions", null)]
    public async Task Get_FileDamagedMeanwhile_IsRefusedAndTheVersionIsSetAside(string file, string address, string? coding)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var bytes = await File.ReadAllBytesAsync(app.Folder.At("default", "1", file));
        bytes[bytes.Length / 2] ^= 4;
        await File.WriteAllBytesAsync(app.Folder.At("default", "1", file), bytes);

        var answer = await app.GetAsync("/models/default/versions/1" + address, coding is null ? [] : [("Accept-Encoding", coding)]);

        answer.ExpectProblem(503, "version-set-aside", file);
        Assert.Equal(["default/1"], (await app.GetAsync("/models")).Expect(200).Items("setAside").Select(left => left.Text("name")));
        (await app.PredictAsync("""{"x": 1}""", "?version=1")).ExpectProblem(503, "version-set-aside", file);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }
}

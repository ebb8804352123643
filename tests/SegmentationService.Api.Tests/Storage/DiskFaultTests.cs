namespace SegmentationService.Api.Tests.Storage;

/// <summary>The whole service on disks that fail: it starts, serves what is whole, and says what it does not serve and why.</summary>
public class DiskFaultTests
{
    private const string Customer = """{"x": 1}""";

    [SmallDiskFact]
    public async Task Train_DiskFull_Is507AndEverythingElseIsServed()
    {
        using var disk = new SmallDisk(kibibytes: 512);
        await using var app = SegmentationApp.With(("Storage:Path", disk.Path));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3");
        var predicted = (await app.PredictAsync(Customer)).Expect(200).ToString();
        var exported = await app.ExportAsync("default", "1");
        var models = (await app.GetAsync("/models")).Expect(200).ToString();
        var before = Files(disk);
        var filler = disk.Fill();

        (await app.TrainAsync(Tables.Five, "?clusters=2")).ExpectProblem(507, "storage-full", "nothing was stored");
        (await app.TrainAsync(Tables.Five, "?clusters=2&model=other")).ExpectProblem(507, "storage-full");
        (await app.ImportAsync("default", exported)).ExpectProblem(507, "storage-full");
        (await app.PutAliasAsync("champion", """{"version": 1}""")).ExpectProblem(507, "storage-full");

        Assert.Equal(predicted, (await app.PredictAsync(Customer)).Expect(200).ToString());
        Assert.Equal(models, (await app.GetAsync("/models")).Expect(200).ToString());
        Assert.Equal(200, (await app.GetAsync("/models/default/versions/1/customers")).Status);
        Assert.Equal("not ready", (await app.GetAsync("/healthz/ready")).Expect(503).Text("status"));
        File.Delete(filler);
        Assert.Equal(before, Files(disk)); // nothing half-made is left
        Assert.Equal(3, (await app.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        (await app.GetAsync("/healthz/ready")).Expect(200);
    }

    [SmallDiskFact]
    public async Task Start_DiskFullOrReadOnly_ServesAndTellsInTheLog()
    {
        using var disk = new SmallDisk(kibibytes: 512);
        string predicted;
        await using (var first = SegmentationApp.With(("Storage:Path", disk.Path)))
        {
            await first.TrainedAsync(Tables.Five, "?clusters=2");
            await first.TrainedAsync(Tables.Five, "?clusters=3&promote=false");
            predicted = (await first.PredictAsync(Customer)).Expect(200).ToString();
        }

        var filler = disk.Fill();
        await using (var full = SegmentationApp.With(("Storage:Path", disk.Path)))
        {
            Assert.Equal(predicted, (await full.PredictAsync(Customer)).Expect(200).ToString());
            (await full.TrainAsync(Tables.Five, "?clusters=2")).ExpectProblem(507, "storage-full");
            Assert.Equal(204, (await full.DeleteAsync("/models/default/versions/2")).Status); // how room is made
        }

        File.Delete(filler);
        disk.MakeReadOnly();
        await using var readOnly = SegmentationApp.With(("Storage:Path", disk.Path));
        Assert.Equal(predicted, (await readOnly.PredictAsync(Customer)).Expect(200).ToString());
        (await readOnly.TrainAsync(Tables.Five, "?clusters=2")).ExpectProblem(503, "storage-unavailable", "read-only", "still served");
        (await readOnly.PutAliasAsync("blue", """{"version": 1}""")).ExpectProblem(503, "storage-unavailable");
        (await readOnly.DeleteAsync("/models/default/versions/1")).ExpectProblem(503, "storage-unavailable");
        Assert.Equal("not ready", (await readOnly.GetAsync("/healthz/ready")).Expect(503).Text("status"));
        Assert.Equal(200, (await readOnly.GetAsync("/healthz/live")).Status);
        Assert.Contains(readOnly.Log.Lines, line => line.Text.Contains("cannot be changed now, only read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model.json", "truncated", "model.json has")]
    [InlineData("model.json", "flipped", "model.json is damaged")]
    [InlineData("model.json", "missing", "model.json is missing")]
    [InlineData("customers.csv.gz", "truncated", "customers.csv.gz has")]
    [InlineData("customers.csv.gz", "flipped", "customers.csv.gz is damaged")]
    [InlineData("customers.csv.gz", "missing", "customers.csv.gz is missing")]
    [InlineData("manifest.json", "truncated", "manifest.json does not follow its format")]
    [InlineData("manifest.json", "flipped", "manifest.json")]
    [InlineData("manifest.json", "missing", "manifest.json is missing")]
    [InlineData("manifest.json", "newer", "manifest.json: format 7 is newer than")]
    public async Task Start_VersionDamaged_ServesTheRestAndRefusesItWithTheReason(string file, string damage, string reason)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3");
        await app.TrainedAsync(Tables.Five, "?model=whole&clusters=2");
        (await app.PutAliasAsync("blue", """{"version": 1}""")).Expect(200);
        var served = (await app.PredictAsync(Customer, "?version=1")).Expect(200).ToString();
        var path = app.Folder.At("default", "2", file);
        var bytes = await File.ReadAllBytesAsync(path);
        switch (damage)
        {
            case "truncated": await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]); break;
            case "flipped": await File.WriteAllBytesAsync(path, [.. bytes[..(bytes.Length / 2)], (byte)(bytes[bytes.Length / 2] ^ 1), .. bytes[((bytes.Length / 2) + 1)..]]); break;
            case "newer": await File.WriteAllTextAsync(path, """{ "formatVersion": 7 }"""); break;
            default: File.Delete(path); break;
        }

        Directory.CreateDirectory(app.Folder.At("Stray Folder"));
        var folder = app.Folder;
        await using var restarted = await app.RestartAsync();

        // The champion is the damaged one: nothing else takes its place silently.
        foreach (var path1 in (string[])["", "?version=2", "?version=champion"])
        {
            (await restarted.PredictAsync(Customer, path1)).ExpectProblem(503, "version-set-aside", reason, "served are 1, blue");
            (await restarted.PredictBatchAsync(Body.Csv("x\n1\n"), query: path1)).ExpectProblem(503, "version-set-aside", reason);
        }

        foreach (var address in (string[])["2", "champion", "2/customers", "2/export"])
            (await restarted.GetAsync("/models/default/versions/" + address)).ExpectProblem(503, "version-set-aside", reason);
        (await restarted.PutAliasAsync("blue", """{"version": 2}""")).ExpectProblem(503, "version-set-aside", reason);
        (await restarted.DeleteAsync("/models/default/versions/2")).ExpectProblem(503, "version-set-aside", reason);

        var list = (await restarted.GetAsync("/models")).Expect(200);
        Assert.Equal(["default", "whole"], list.Items("models").Select(model => model.Text("model")));
        Assert.Equal(["Stray Folder", "default/2"], list.Items("setAside").Select(left => left.Text("name")));
        Assert.Contains(reason, list.Items("setAside")[1].Text("reason"), StringComparison.Ordinal);
        Assert.Contains(restarted.Log.Lines, line => line.Text.Contains("Set aside default/2", StringComparison.Ordinal) && line.Text.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(served, (await restarted.PredictAsync(Customer, "?version=blue")).Expect(200).ToString());
        (await restarted.PredictAsync(Customer, "?model=whole")).Expect(200);
        Assert.Equal(3, (await restarted.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        (await restarted.PredictAsync(Customer)).Expect(200);
        Assert.True(Directory.Exists(folder.At("default", "2")));
    }

    [Fact]
    public async Task Start_OnlyVersionDamaged_SaysSoInsteadOfNotTrained()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        File.Delete(app.Folder.At("default", "1", "model.json"));
        await using var restarted = await app.RestartAsync();

        (await restarted.PredictAsync(Customer)).ExpectProblem(503, "version-set-aside", "model.json is missing", "no version of the model can be served");
        (await restarted.PredictAsync(Customer, "?model=other")).ExpectProblem(409, "not-trained");
    }

    private static string[] Files(SmallDisk disk) =>
        [.. Directory.EnumerateFileSystemEntries(disk.Path, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("filler", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}

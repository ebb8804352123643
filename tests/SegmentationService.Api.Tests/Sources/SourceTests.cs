using System.Diagnostics;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Sources.Postgres;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Api.Tests.Security;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Api.Tests.Transactions;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>Protects that files on the volume are the table that they hold, that nothing outside of it can be named, and that answers in files appear whole or not at all.</summary>
public sealed class SourceTests : IAsyncDisposable
{
    private const string Query = "?maxClusters=4&restarts=2&parent=none";

    private readonly TemporaryFolder _data = new();
    private readonly SegmentationApp _app;

    public SourceTests() => _app = SegmentationApp.With(("Data:Path", _data.Path));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Train_FilesOfEveryKind_IsTheModelOfTheirRowsAsOneBody()
    {
        var expected = (await _app.TrainedAsync(Tables.Shop(90), Query)).Text("fingerprint");
        var parts = Parts(Tables.Shop(90), 3);
        Write("parts/a.csv", Bodies.Utf8(parts[0]));
        Write("parts/b.csv.gz", Bodies.Compress(Bodies.Utf8(parts[1]), "gzip"));
        Write("parts/c.parquet", Parquets.OfCsv(parts[2], rowsOfGroup: 7));
        Write("parts/c.parquet.crc", [1, 2, 3]);
        Write("parts/.d.csv", [1, 2, 3]);

        var report = (await _app.TrainAsync(Source("parts/*"), Query + "&dryRun=true")).Expect(200);
        var trained = await _app.TrainedAsync(Source("parts/*"), Query);
        var job = (await _app.SendAsync(HttpMethod.Post, "/train" + Query, Source("parts/?.*"), ("Prefer", "respond-async"))).Expect(202).Text("id");
        await _app.JobInAsync(job, "succeeded");

        Assert.Equal((expected, expected), (trained.Text("fingerprint"), (await _app.GetAsync("/models/default/versions/3")).Json.Text("fingerprint")));
        var files = report.GetProperty("files");
        Assert.Equal(["parts/a.csv", "parts/b.csv.gz", "parts/c.parquet"], files.Items("names").Select(name => name.GetString()));
        Assert.Equal((3, 90), (files.Int("count"), files.Int("rows")));
    }

    /// <summary>A table that is larger than memory may be has its numbers and ids in a temporary file: the model, what is said of it and its customers are the same.</summary>
    [Fact]
    public async Task Train_FilesLargerThanMemory_IsTheSameToTheLastByte()
    {
        await using var small = SegmentationApp.With(("Data:Path", _data.Path), ("Data:MaxBytesInMemory", "0"));
        var parts = Parts(Tables.Shop(900), 2);
        Write("parts/a.csv", Bodies.Utf8(parts[0]));
        Write("parts/b.parquet", Parquets.OfCsv(parts[1], rowsOfGroup: 100));
        var expected = (await _app.TrainedAsync(Source("parts/*"), Query)).Text("fingerprint");

        var trained = await small.TrainedAsync(Source("parts/*"), Query);

        Assert.Equal(expected, trained.Text("fingerprint"));
        foreach (var part in (string[])["customers", "charts/map"]) Assert.Equal(await Answered(_app, part), await Answered(small, part));

        static async Task<string> Answered(SegmentationApp app, string part)
        {
            var answer = await app.GetAsync($"/models/default/versions/1/{part}");
            Assert.True(answer.Status == 200, answer.Text);
            return answer.Text;
        }
    }

    [Fact]
    public async Task Train_MoreRowsThanASourceMayHave_IsRefused()
    {
        await using var app = SegmentationApp.With(("Data:Path", _data.Path), ("Data:MaxCustomers", "100"), ("Reading:MaxCustomers", "50"));
        Write("parts/a.csv", Bodies.Utf8(Tables.Shop(90)));
        Write("parts/b.csv", Bodies.Utf8(Tables.Shop(90)));

        await app.TrainedAsync(Source("parts/a.csv"), Query);
        (await app.TrainAsync(Source("parts/*"), Query)).ExpectProblem(413, "too-many-customers", "100 customers");
    }

    [Fact]
    public async Task Train_LogInFiles_IsTheModelOfTheLog()
    {
        var expected = (await _app.TrainedAsync(OrderFile.Forms["csv"], OrderFile.Query + "&parent=none")).Text("fingerprint");
        var parts = Parts(OrderFile.Text, 2);
        Write("log/1.csv", Bodies.Utf8(parts[0]));
        Write("log/2.csv", Bodies.Utf8(parts[1]));

        Assert.Equal(expected, (await _app.TrainedAsync(Source("log/*.csv"), OrderFile.Query + "&parent=none")).Text("fingerprint"));
    }

    [Theory]
    [InlineData("../a.csv", 400, "source-not-allowed")]
    [InlineData("/etc/passwd.csv", 400, "source-not-allowed")]
    [InlineData("parts/../../a.csv", 400, "source-not-allowed")]
    [InlineData("parts\\\\a.csv", 400, "source-not-allowed")]
    [InlineData("*/a.csv", 400, "source-not-allowed")]
    [InlineData("parts/a.json", 400, "source-not-allowed")]
    [InlineData("", 400, "source-not-allowed")]
    [InlineData("parts/none-*.csv", 404, "source-not-found")]
    [InlineData("none/a.csv", 404, "source-not-found")]
    [InlineData("linked.csv", 400, "source-not-allowed")]
    [InlineData("linked/a.csv", 400, "source-not-allowed")]
    [InlineData("parts/*\", \"more\": \"", 400, "invalid-json")]
    public async Task Train_PathThatIsNotAllowed_IsRefused(string path, int status, string kind)
    {
        using var outside = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(outside.Path, "a.csv"), Tables.Five);
        Write("parts/a.csv", Bodies.Utf8(Tables.Five));
        File.CreateSymbolicLink(At("linked.csv"), Path.Combine(outside.Path, "a.csv"));
        Directory.CreateSymbolicLink(At("linked"), outside.Path);

        (await _app.RefusedAsync(HttpMethod.Post, "/train", Source(path))).ExpectProblem(status, kind);
    }

    [Fact]
    public async Task Train_WithoutAVolume_SaysHowToHaveOne()
    {
        await using var app = new SegmentationApp();

        (await app.TrainAsync(Source("a.csv"))).ExpectProblem(400, "source-not-allowed", "Data:Path", "Data__Path");
    }

    /// <summary>Opening a pipe waits for someone who writes: for ever, where nobody does.</summary>
    [Fact]
    public async Task Train_PipeInPlaceOfAFile_IsRefused()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var made = Process.Start("mkfifo", [At("pipe.csv")])) await made.WaitForExitAsync();

        (await _app.TrainAsync(Source("*.csv"))).ExpectProblem(400, "source-not-allowed", "'pipe.csv' is empty, or no file");
    }

    [Fact]
    public async Task Tables_Source_IsNotKept() => (await _app.PostAsync("/tables", Source("a.csv"))).ExpectProblem(400, "source-not-allowed", "POST /train");

    [Fact]
    public async Task Train_FileThatIsWrong_IsNamed()
    {
        Write("parts/a.csv", Bodies.Utf8(Tables.Five));
        Write("parts/b.csv", Bodies.Utf8("customer,y\nC6,1\n"));
        Write("damaged/a.parquet", Parquets.OfCsv(Tables.Five));
        Write("damaged/b.parquet", Parquets.OfCsv(Tables.Five)[..60]);

        (await _app.RefusedAsync(HttpMethod.Post, "/train", Source("parts/*"))).ExpectProblem(422, "source-differs", "'parts/b.csv' has the columns 'customer', 'y', and 'parts/a.csv' has 'customer', 'x'");
        (await _app.RefusedAsync(HttpMethod.Post, "/train", Source("damaged/*"))).ExpectProblem(400, "invalid-parquet", "Of the file 'damaged/b.parquet'");
    }

    /// <summary>Between the look at the files and the reading, and between the reading and the end.</summary>
    [Fact]
    public async Task Read_FileThatHasChanged_IsRefused()
    {
        Write("parts/a.csv", Bodies.Utf8(Tables.Five));
        Write("parts/b.csv", Bodies.Utf8(Tables.Five));
        var volume = new DataVolume(Options.Create(new DataOptions { Path = _data.Path }));
        var limits = new ReadingOptions();
        var reader = new SourceReader(volume, new PostgresReader(new PostgresDatabases(Options.Create(new DataOptions())), Options.Create(limits)), Options.Create(limits));

        var files = volume.Find("parts/*");
        Write("parts/b.csv", Bodies.Utf8(Tables.Five + "C9,9\n"));
        var before = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(files, null));
        files = volume.Find("parts/*");
        var after = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(files, _ => File.SetLastWriteTimeUtc(At("parts", "a.csv"), DateTime.UnixEpoch)));

        Assert.Equal((SourceDefect.Changed, "parts/b.csv"), (before.Defect, before.File));
        Assert.Equal((SourceDefect.Changed, "parts/a.csv"), (after.Defect, after.File));

        Task ReadAsync(IReadOnlyList<SourceFile> of, Action<double>? progress) => reader.ReadAsync(of, new TableSink(limits.ToTableLimits(), _ => false), Parallelism.None, progress).AsTask();
    }

    [Fact]
    public async Task PredictBatch_FilesWithATarget_HaveTheAnswersOfTheirBodies()
    {
        await _app.TrainedAsync(Tables.Shop(90), Query);
        var parts = Parts(Tables.Shop(90), 2);
        Write("in/1.csv", Bodies.Utf8(parts[0]));
        Write("in/2.parquet", Parquets.OfCsv(parts[1]));

        var scored = (await _app.PredictBatchAsync(Source("in/*", "out/run"), query: "?format=csv")).Expect(200);
        var again = await _app.PredictBatchAsync(Source("in/*", "out/run"), query: "?format=csv");
        var together = await _app.PredictBatchAsync(Source("in/*"), "text/csv");

        Assert.Equal((90, 0), (scored.Int("rows"), scored.Int("rowsUnassigned")));
        Assert.Equal(["1.csv", "2.csv"], Directory.GetFileSystemEntries(At("out", "run")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        for (var part = 0; part < 2; part++)
            Assert.Equal((await _app.PredictBatchAsync(Body.Csv(parts[part]), "text/csv")).Text, await File.ReadAllTextAsync(At("out", "run", $"{part + 1}.csv")));
        Assert.Equal((await _app.PredictBatchAsync(Body.Csv(Tables.Shop(90)), "text/csv")).Text, together.Text);
        again.ExpectProblem(409, "target-exists", "'1.csv'");
    }

    [Fact]
    public async Task PredictBatch_FileThatCannotBeAnswered_LeavesNothingInTheTarget()
    {
        await _app.TrainedAsync(Tables.Shop(90), Query);
        Write("in/1.csv", Bodies.Utf8(Tables.Shop(9)));
        Write("in/2.parquet", Parquets.OfCsv(Tables.Shop(9))[..100]);

        (await _app.PredictBatchAsync(Source("in/*", "out"))).ExpectProblem(400, "invalid-parquet", "'in/2.parquet'");
        (await _app.PredictBatchAsync(Source("in/1.csv", "../out"))).ExpectProblem(400, "source-not-allowed");
        (await _app.PredictBatchAsync(Source("in/1.csv", "out"), query: "?input=transactions")).ExpectProblem(400, "invalid-parameter");
        (await _app.TrainAsync(Source("in/1.csv", "out"))).ExpectProblem(400, "invalid-json", "target");

        Assert.Empty(Directory.GetFileSystemEntries(At("out")));
    }

    [Fact]
    public async Task PredictBatch_KeyWithoutTheScopeTrain_MayNotNameFiles()
    {
        await using var app = SegmentationApp.With(Keys.Settings([("Data:Path", _data.Path), .. Keys.One(3, "both", "key-of-both", "train", "predict")]));
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Keys.Header(Keys.Train))).Expect(201);

        (await app.SendAsync(HttpMethod.Post, "/predict/batch", Source("none.csv"), Keys.Header(Keys.Predict))).ExpectProblem(403, "missing-scope", "'shop'", "train");
        (await app.SendAsync(HttpMethod.Post, "/predict/batch", Source("none.csv"), Keys.Header("key-of-both"))).ExpectProblem(404, "source-not-found");
    }

    private static string[] Parts(string csv, int count)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Chunk((lines.Length + count - 2) / count).Select(rows => string.Join('\n', rows.Prepend(lines[0])) + "\n")];
    }

    private static Body Source(string path, string? target = null) => Body.Json($"{{\"source\": {{\"path\": \"{path}\"}}{(target is null ? "" : $", \"target\": \"{target}\"")}}}");

    private string At(params string[] parts) => Path.Combine([_data.Path, .. parts]);

    private void Write(string name, byte[] content)
    {
        var path = At(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}

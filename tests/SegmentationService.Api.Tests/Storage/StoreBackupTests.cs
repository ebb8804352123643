using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Attacks;
using SegmentationService.Api.Tests.Hosting;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A copy is made while everything changes, and always restores: by the command, and by the other way that the page tells.</summary>
public sealed class StoreBackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _copies = new();

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    [Fact]
    public async Task Run_WhileTrainingsAndDeletionsGoOn_AlwaysRestores()
    {
        // Each new version is the champion, and the one before goes: a copy that is not made at one moment misses its champion.
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, "--Storage:KeepVersions=2");
        using (process)
        using (client)
        {
            Assert.Equal(HttpStatusCode.Created, await TrainAsync(client, "default"));
            using var stop = new CancellationTokenSource();
            var trained = 0;
            var training = Task.Run(async () =>
            {
                for (; !stop.IsCancellationRequested; trained++)
                {
                    Assert.Equal(HttpStatusCode.Created, await TrainAsync(client, trained % 3 == 0 ? "other" : "default"));
                    if (trained % 2 == 0) Assert.Equal(HttpStatusCode.Accepted, await TrainAsync(client, "jobs", "respond-async", HttpStatusCode.ServiceUnavailable));
                }
            });

            for (var copy = 0; copy < 5 * AttackScale.Factor; copy++)
            {
                var file = Path.Combine(_copies.Path, $"{copy}.tgz");
                var (exitCode, text) = await ServiceProcess.RunAsync(_copies.Path, ["backup", file, $"--Storage:Path={_folder.Path}"]);
                Assert.True(exitCode == 0, text);
                await AssertRestoresAsync(file, Path.Combine(_copies.Path, $"{copy}"));
            }

            await stop.CancelAsync();
            await training;
            Assert.True(trained > 0);
        }
    }

    [Fact]
    public async Task Run_OnAStoreAtRest_CopiesEveryByte()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "jobs"));
        using (var store = ModelStore.Open(_folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance))
        {
            for (var version = 1; version <= 3; version++)
                store.Publish("default", SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: version == 2);
        }

        var file = Path.Combine(_copies.Path, "copy.tgz");
        var (exitCode, text) = await ServiceProcess.RunAsync(_copies.Path, ["backup", file, $"--Storage:Path={_folder.Path}"]);

        Assert.True(exitCode == 0, text);
        Assert.Contains("Copied 3 versions", text, StringComparison.Ordinal);
        using var restored = new TemporaryFolder();
        await using (var compressed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress)) await TarFile.ExtractToDirectoryAsync(compressed, restored.Path, overwriteFiles: false);
        Assert.Equal(_folder.Tree(), restored.Tree());
        Assert.All(_folder.Tree().Where(name => File.Exists(_folder.At(name))), name => Assert.Equal(File.ReadAllBytes(_folder.At(name)), File.ReadAllBytes(restored.At(name))));
    }

    [Theory]
    [InlineData(2, "backup takes the name of the file")]
    [InlineData(2, "backup takes the name of the file", "--Storage:Path=.")]
    [InlineData(1, "There is no store in", "x.tgz", "--Storage:Path=nowhere")]
    public async Task Run_WithoutFileOrStore_SaysSoAndLeavesNothing(int expected, string told, params string[] arguments)
    {
        var (exitCode, text) = await ServiceProcess.RunAsync(_copies.Path, ["backup", .. arguments]);

        Assert.Equal(expected, exitCode);
        Assert.Contains(told, text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_copies.Path));
    }

    private static async Task AssertRestoresAsync(string file, string target)
    {
        Directory.CreateDirectory(target);
        await using (var compressed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress)) await TarFile.ExtractToDirectoryAsync(compressed, target, overwriteFiles: false);

        foreach (var job in Directory.EnumerateDirectories(Directory.CreateDirectory(Path.Combine(target, "jobs")).FullName).Where(folder => Guid.TryParse(Path.GetFileName(folder), out _)))
        {
            using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(job, "job.json")));
            if (record.RootElement.GetProperty("endedAt").ValueKind == JsonValueKind.Null) Assert.True(File.Exists(Path.Combine(job, "body")), $"The job {job} has not ended and has no body.");
        }

        using var store = ModelStore.Open(new StorageOptions { Path = target }, TimeProvider.System, NullLogger<ModelStore>.Instance);
        Assert.Empty(store.SetAside);
        Assert.NotEmpty(store.Models);
        Assert.All(store.Models, model => Assert.NotNull(model.Resolve("champion")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(target, "*", SearchOption.AllDirectories), path => path.Contains(".tmp-", StringComparison.Ordinal) || path.EndsWith(".writing", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> TrainAsync(HttpClient client, string model, string? prefer = null, HttpStatusCode? orElse = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/train?clusters=2&model={model}", UriKind.Relative));
        request.Content = new StringContent("x,y\n1,1\n2,1\n11,4\n12,4\n", Encoding.UTF8, "text/csv");
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        using var response = await client.SendAsync(request);
        return response.StatusCode == orElse ? HttpStatusCode.Accepted : response.StatusCode;
    }
}

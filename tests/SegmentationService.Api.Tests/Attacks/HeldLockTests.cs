using System.Net;
using System.Text;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Another process holds the lock of the store, as a paused replica or a backup does: those who only read notice nothing, and a start does not wait.</summary>
public sealed class HeldLockTests : IDisposable
{
    /// <summary>As many as held up everything where each waited with a thread.</summary>
    private const int Changes = 60;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10); // under the 30 that a change waits, whatever else the machine does

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Predict_WhileChangesWaitForTheLock_IsAnsweredAtOnce()
    {
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path);
        using (process)
        using (client)
        {
            Assert.Equal(HttpStatusCode.Created, await PostAsync(client, "/train?clusters=2", "x,y\n1,1\n2,1\n11,4\n12,4\n", "text/csv"));
            Task<HttpStatusCode>[] changes;
            using (FileLock.Take(_folder.Path, "lock"))
            {
                changes = [.. Enumerable.Range(0, Changes).Select(i => ChangeAsync(client, i))];
                await Task.Delay(500); // time for them to arrive; the fewer have, the less this test asks
                for (var i = 0; i < 20; i++)
                {
                    Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/predict", """{"x": 2, "y": 1}""", "application/json").WaitAsync(AtOnce));
                    Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/healthz/live", UriKind.Relative)).WaitAsync(AtOnce)).StatusCode);
                }

                Assert.DoesNotContain(changes, change => change.IsCompleted);
            }

            Assert.All(await Task.WhenAll(changes), status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Fact]
    public async Task Start_LockHeld_ServesAtOnceAndSweepsLater()
    {
        var (first, client) = await ServiceProcess.ServeAsync(_folder.Path);
        using (client) Assert.Equal(HttpStatusCode.Created, await PostAsync(client, "/train?clusters=2", "x,y\n1,1\n2,1\n11,4\n12,4\n", "text/csv"));
        using (first) await first.KillAsync();
        var leftover = Directory.CreateDirectory(_folder.At("left.tmp-create")).FullName;

        var held = FileLock.Take(_folder.Path, "lock");
        var (second, again) = await ServiceProcess.ServeAsync(_folder.Path).WaitAsync(AtOnce);
        using (second)
        using (again)
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(again, "/predict", """{"x": 2, "y": 1}""", "application/json"));
            Assert.True(Directory.Exists(leftover));
            held.Dispose();
            for (var i = 0; i < 600 && Directory.Exists(leftover); i++) await Task.Delay(100);
            Assert.False(Directory.Exists(leftover));
        }
    }

    private static async Task<HttpStatusCode> ChangeAsync(HttpClient client, int i)
    {
        using var content = new StringContent("""{"version": 1}""", Encoding.UTF8, "application/json");
        using var response = await client.PutAsync(new Uri($"/models/default/aliases/a{i}", UriKind.Relative), content);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string address, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.PostAsync(new Uri(address, UriKind.Relative), content);
        return response.StatusCode;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A disk that takes everything and brings nothing to its platters: no change is acknowledged that a loss of power would undo.</summary>
public sealed class FailingFlushTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DiskFaultsFact]
    public async Task Change_EveryFlushFails_IsRefusedAndNothingHasChanged()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (process)
        using (client)
        {
            Assert.Equal(HttpStatusCode.Created, (await TrainAsync(client, "?clusters=2")).Status);
            Assert.Equal(HttpStatusCode.Created, (await TrainAsync(client, "?clusters=3&promote=false")).Status);
            var exported = await client.GetByteArrayAsync("/models/default/versions/1/export");
            var models = await client.GetStringAsync("/models");
            var jobs = await client.GetStringAsync("/jobs");

            foreach (var error in (int[])[DiskFaults.Eio, DiskFaults.Enospc, DiskFaults.Edquot])
            {
                faults.Begin(DiskFaultMode.FromThereOn, DiskCalls.Flush, error: error);
                Refused(await TrainAsync(client, "?clusters=4"));
                Refused(await TrainAsync(client, "?clusters=2&model=other"));
                Refused(await TrainAsync(client, "?clusters=4", ("Prefer", "respond-async")));
                Refused(await SendAsync(client, HttpMethod.Put, "/models/default/aliases/champion", """{"version": 2}""", "application/json"));
                Refused(await SendAsync(client, HttpMethod.Put, "/models/default/aliases/next", """{"version": 2}""", "application/json"));
                Refused(await SendAsync(client, HttpMethod.Delete, "/models/default/versions/2"));
                using var archive = new ByteArrayContent(exported) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
                using var imported = await client.PostAsync(new Uri("/models/default/import", UriKind.Relative), archive);
                Refused((imported.StatusCode, await imported.Content.ReadAsStringAsync()));
                Assert.True(faults.Happened >= 7, $"Only {faults.Happened} flushes failed: the calls of the service do not go through the library.");
                faults.End();

                Assert.Equal(models, await client.GetStringAsync("/models"));
                Assert.Equal(jobs, await client.GetStringAsync("/jobs"));
            }

            Assert.Equal(HttpStatusCode.Created, (await TrainAsync(client, "?clusters=4")).Status);
        }
    }

    private static void Refused((HttpStatusCode Status, string Text) answer) => Assert.True((int)answer.Status >= 500, $"{answer.Status}: {answer.Text}");

    private static Task<(HttpStatusCode Status, string Text)> TrainAsync(HttpClient client, string query, params (string Name, string Value)[] headers) =>
        SendAsync(client, HttpMethod.Post, "/train" + query, "x,y\n1,1\n2,1\n11,4\n12,4\n21,9\n22,9\n", "text/csv", headers);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpClient client, HttpMethod method, string address, string? body = null, string type = "text/plain", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

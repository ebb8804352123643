using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// Every change of the store, with a fault in every call that it makes to the system, one after the other. What was refused is not there, neither in memory nor on disk; what was acknowledged is,
/// also for a process that starts; what nobody knows is answered so; what is served is what the disk shows; and the next training works.
/// </summary>
/// <remarks>The short form takes one change of each kind, in it every flush and rename, and one call of each other kind, and one of the two faults at each; with SEGMENTATION_ATTACK_SCALE above 1 every call, every error, and a kill in each.</remarks>
public sealed class DiskFaultPointsTests(ITestOutputHelper output) : IDisposable
{
    private const string Table = "x,y\n1,1\n2,1\n11,4\n12,4\n";

    private readonly TemporaryFolder _folder = new();
    private byte[]? _exported;
    private int _given;

    public void Dispose() => _folder.Dispose();

    /// <summary>The changes, on a model with versions 1 and 2, of which 2 is the champion, and the alias spare on 1.</summary>
    public static TheoryData<string> Changes => AttackScale.IsLong
        ? ["train", "train-new", "train-aside", "import", "promote", "alias", "alias-move", "alias-remove", "delete", "delete-model", "erase", "retention", "note", "name"]
        : ["train-new", "import", "alias-move", "delete", "delete-model", "erase", "retention", "name"];

    [DiskFaultsTheory]
    [MemberData(nameof(Changes))]
    public async Task Change_FaultAtEveryCall_IsMadeOrRefusedOrToldToBeUnknown(string change)
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServeAsync(change, faults);
        using (process)
        using (client)
        {
            await PrepareAsync(client, change);
            var tally = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (mode, calls, point, error) in await PointsAsync(client, faults, change))
            {
                await PrepareAsync(client, change);
                var before = await ListAsync(client);
                faults.Begin(mode, calls, point, error);
                var (status, text) = await ChangeAsync(client, change);
                var happened = faults.Happened > 0;
                faults.End();

                var told = $"{change}, {mode} of {calls} {point} with {error}: {(int)status} {text}";
                var disk = OnDisk();
                Assert.False(Regex.IsMatch(disk, "<1,.*<2,|<2,.*<1,"), $"{told}\nof an erasure all versions, or none: {disk}");
                var memory = await LookAsync(client);
                for (var look = 0; look < 300 && memory != disk; look++)
                {
                    // A disk that could not even be read is read again as soon as it can be.
                    await Task.Delay(100);
                    memory = await LookAsync(client);
                }

                Assert.True(disk == memory, $"{told}\nmemory {memory}\ndisk   {disk}");
                if ((int)status < 300) Assert.True(memory != before || change == "retention", told);
                else if (!text.Contains("outcome-unknown", StringComparison.Ordinal)) Assert.True(memory == before, $"{told}\nbefore {before}\nafter  {memory}");
                if (!happened && (int)status >= 300) Assert.Fail(told);
                Count(tally, !happened ? "not reached" : (int)status < 300 ? "acknowledged" : text.Contains("outcome-unknown", StringComparison.Ordinal) ? "told to be unknown" : "refused");
            }

            await PrepareAsync(client, change);
            Assert.DoesNotContain(_folder.Tree(), path => path.Contains(".tmp-", StringComparison.Ordinal));
            output.WriteLine($"{change}: {string.Join(", ", tally.Select(kind => $"{kind.Value} {kind.Key}"))}");
        }
    }

    /// <summary>The changes that are killed: five in the short form, since a start takes a second.</summary>
    public static TheoryData<string> KilledChanges => AttackScale.IsLong ? Changes : ["train-new", "delete", "delete-model", "erase", "name"];

    [DiskFaultsTheory]
    [MemberData(nameof(KilledChanges))]
    public async Task Change_KilledAtACall_IsMadeOrNot(string change)
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServeAsync(change, faults);
        try
        {
            await PrepareAsync(client, change);
            faults.Begin(DiskFaultMode.Count);
            Assert.True((int)(await ChangeAsync(client, change)).Status < 300);
            var calls = faults.Count;
            faults.End();

            var points = AttackScale.IsLong ? Enumerable.Range(1, (int)calls) : [(int)(calls * 3 / 4)];
            foreach (var point in points)
            {
                await PrepareAsync(client, change);
                var before = await ListAsync(client);
                var acknowledged = false;
                faults.Begin(DiskFaultMode.Kill, point: point);
                try
                {
                    acknowledged = (int)(await ChangeAsync(client, change)).Status < 300;
                }
                catch (Exception e) when (e is HttpRequestException or SocketException)
                {
                    // It has been killed, perhaps between the connection and the request.
                }

                faults.End();

                // The one that finds what it left is the next to be killed: a start takes longer than all the rest.
                client.Dispose();
                process.Dispose();
                (process, client) = await ServeAsync(change, faults);
                var after = await ListAsync(client);
                if (acknowledged) Assert.True(after != before || change == "retention", $"{change}, killed at {point} after it was acknowledged: {after}");
                Assert.DoesNotContain(_folder.Tree(), path => path.Contains(".tmp-", StringComparison.Ordinal) || path.EndsWith(".writing", StringComparison.Ordinal));
                Assert.DoesNotContain("missing", after, StringComparison.Ordinal);
                Assert.DoesNotMatch("<1,.*<2,|<2,.*<1,", after);
                if (change == "erase") Assert.Equal((await VersionsAsync(client)).Length, Directory.GetDirectories(_folder.At("default")).Length);
            }

            await PrepareAsync(client, change);
            output.WriteLine($"{change}: killed at {points.Count()} of {calls} calls");
        }
        finally
        {
            client.Dispose();
            process.Dispose();
        }
    }

    /// <summary>The faults of a test: which calls count, at which of them it happens, and what.</summary>
    private async Task<IReadOnlyList<(DiskFaultMode Mode, DiskCalls Calls, long Point, int Error)>> PointsAsync(HttpClient client, DiskFaults faults, string change)
    {
        var points = new List<(DiskFaultMode, DiskCalls, long, int)>();
        DiskCalls[] kinds =
        [
            DiskCalls.Flush, DiskCalls.Rename, DiskCalls.Open, DiskCalls.Write, DiskCalls.MakeFolder, DiskCalls.RemoveFile, DiskCalls.RemoveFolder, DiskCalls.Truncate, DiskCalls.Lock,
        ];
        foreach (var kind in kinds)
        {
            await PrepareAsync(client, change);
            faults.Begin(DiskFaultMode.Count, kind);
            var (status, text) = await ChangeAsync(client, change);
            var count = faults.Count;
            faults.End();
            Assert.True((int)status < 300, text);
            var isWhole = AttackScale.IsLong || kind is DiskCalls.Flush or DiskCalls.Rename;
            for (var point = isWhole ? 1 : (count + 1) / 2; point >= 1 && point <= count; point += isWhole ? 1 : count)
                foreach (var mode in AttackScale.IsLong ? (DiskFaultMode[])[DiskFaultMode.Once, DiskFaultMode.FromThereOn] : [points.Count % 2 == 0 ? DiskFaultMode.Once : DiskFaultMode.FromThereOn]) // by turns
                    foreach (var error in AttackScale.IsLong ? (int[])[DiskFaults.Eio, DiskFaults.Enospc, DiskFaults.Edquot] : [DiskFaults.Eio])
                        points.Add((mode, kind, point, error));
        }

        return points;
    }

    private static void Count(Dictionary<string, int> tally, string kind) => tally[kind] = tally.GetValueOrDefault(kind) + 1;

    private Task<(ServiceProcess Process, HttpClient Client)> ServeAsync(string change, DiskFaults faults) =>
        ServiceProcess.ServeAsync(_folder.Path, faults.Environment, change == "retention" ? ["--Storage:KeepVersions=2"] : []);

    /// <summary>Brings the store into the state that changes begin with, by changes that have to work.</summary>
    private static async Task PrepareAsync(HttpClient client, string change)
    {
        using var list = JsonDocument.Parse(await client.GetStringAsync(new Uri("/models", UriKind.Relative)));
        var versions = VersionsOf(list.RootElement);
        var first = versions.Length > 0 ? versions[0] : await TrainAsync(client);
        if (change is "retention" or "note" or "name")
        {
            // Two versions, of which the first goes with the third, and the second is given something.
            if (versions.Length < 2) await TrainAsync(client);
            return;
        }

        if (change == "erase")
        {
            // Two versions that have the customer, and none that has not.
            Succeeded(await PutAsync(client, "spare", await TrainAsync(client)));
            await TrainAsync(client);
            foreach (var version in versions) Succeeded(await SendAsync(client, HttpMethod.Delete, $"/models/default/versions/{version}"), 204, 404);
            Succeeded(await SendAsync(client, HttpMethod.Delete, $"/models/default/versions/{first}"), 204, 404);
            return;
        }

        Succeeded(await PutAsync(client, "spare", first));
        Succeeded(await SendAsync(client, HttpMethod.Delete, "/models/default/aliases/second"), 204, 404);
        Succeeded(await PutAsync(client, "champion", first));
        foreach (var version in versions.Where(version => version != first)) Succeeded(await SendAsync(client, HttpMethod.Delete, $"/models/default/versions/{version}"));
        var second = await TrainAsync(client);
        if (change is "alias-move" or "alias-remove") Succeeded(await PutAsync(client, "second", second));
        if (change is "delete") Succeeded(await PutAsync(client, "champion", first));
    }

    private async Task<(HttpStatusCode Status, string Text)> ChangeAsync(HttpClient client, string change)
    {
        var versions = await VersionsAsync(client);
        switch (change)
        {
            case "train" or "retention": return await SendAsync(client, HttpMethod.Post, "/train?clusters=2", Table, "text/csv");
            case "train-new": return await SendAsync(client, HttpMethod.Post, $"/train?clusters=2&model=new-{Guid.NewGuid():N}", Table, "text/csv");
            case "train-aside": return await SendAsync(client, HttpMethod.Post, "/train?clusters=2&promote=false", Table, "text/csv");
            case "promote": return await PutAsync(client, "champion", versions[0]);
            case "alias": return await PutAsync(client, "second", versions[1]);
            case "alias-move": return await PutAsync(client, "second", versions[0]);
            case "alias-remove": return await SendAsync(client, HttpMethod.Delete, "/models/default/aliases/second");
            case "delete": return await SendAsync(client, HttpMethod.Delete, $"/models/default/versions/{versions[1]}");
            case "erase": return await SendAsync(client, HttpMethod.Delete, "/models/default/customers/1");
            case "delete-model": return await SendAsync(client, HttpMethod.Delete, "/models/default");
            case "note": return await SendAsync(client, HttpMethod.Patch, $"/models/default/versions/{versions[1]}", $$"""{"note": "note {{++_given}}"}""", "application/json");
            case "name": return await SendAsync(client, HttpMethod.Patch, $"/models/default/versions/{versions[1]}/segments/1", $$"""{"name": "name {{++_given}}"}""", "application/json");
            default:
                using (var archive = new ByteArrayContent(await ExportedAsync(client, versions[0])) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } })
                using (var imported = await client.PostAsync(new Uri("/models/default/import", UriKind.Relative), archive))
                    return (imported.StatusCode, await imported.Content.ReadAsStringAsync());
        }
    }

    /// <summary>The same for each point, so that the faults hit the import and not the export.</summary>
    private async Task<byte[]> ExportedAsync(HttpClient client, int version)
    {
        _exported ??= await client.GetByteArrayAsync(new Uri($"/models/default/versions/{version}/export", UriKind.Relative));
        return _exported;
    }

    private static async Task<int[]> VersionsAsync(HttpClient client)
    {
        using var model = JsonDocument.Parse(await client.GetStringAsync(new Uri("/models/default", UriKind.Relative)));
        return [.. model.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32())];
    }

    /// <summary>All models, versions, aliases, what versions were given, and what is set aside, as the service tells them.</summary>
    private static async Task<string> ListAsync(HttpClient client)
    {
        using var list = JsonDocument.Parse(await client.GetStringAsync(new Uri("/models", UriKind.Relative)));
        var models = list.RootElement.GetProperty("models").EnumerateArray().Select(model =>
            $"{model.GetProperty("model")}:{string.Join(',', model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32()))}" +
            $"[{string.Join(',', model.GetProperty("aliases").EnumerateObject().Select(alias => $"{alias.Name}={alias.Value}"))}]");
        return string.Join(' ', models) + await GivenAsync(client, list.RootElement) + string.Concat(list.RootElement.GetProperty("setAside").EnumerateArray().Select(left => " aside " + left.GetProperty("name")));
    }

    /// <summary>The same; null where the disk has not been read again yet, or is read between two of the questions, so that what was listed is gone.</summary>
    private static async Task<string?> LookAsync(HttpClient client)
    {
        try
        {
            return await ListAsync(client);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }

    /// <summary>The notes and the given names of those versions.</summary>
    private static async Task<string> GivenAsync(HttpClient client, JsonElement list)
    {
        var given = new StringBuilder();
        foreach (var number in VersionsOf(list))
        {
            using var version = JsonDocument.Parse(await client.GetStringAsync(new Uri($"/models/default/versions/{number}", UriKind.Relative)));
            var names = version.RootElement.GetProperty("segments").EnumerateArray().Where(segment => segment.GetProperty("name").GetString() != segment.GetProperty("madeName").GetString()).Select(segment => segment.GetProperty("name").GetString());
            given.Append(Given(number, version.RootElement.GetProperty("note").GetString(), names, await client.GetStringAsync(new Uri($"/models/default/versions/{number}/customers", UriKind.Relative))));
        }

        return given.ToString();
    }

    /// <summary>The versions of the model that changes are made to.</summary>
    private static int[] VersionsOf(JsonElement list) =>
        [.. list.GetProperty("models").EnumerateArray().Where(model => model.GetProperty("model").GetString() == "default").SelectMany(model => model.GetProperty("versions").EnumerateArray()).Select(version => version.GetProperty("version").GetInt32())];

    private static string Given(int version, string? note, IEnumerable<string?> names, string customers) =>
        $" {version}({note};{string.Join(',', names)})<{string.Join(',', customers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')[0]))}>";

    /// <summary>The same, as a process that starts now finds it.</summary>
    private string OnDisk()
    {
        using var store = ModelStore.Open(new StorageOptions { Path = _folder.Path }, TimeProvider.System, NullLogger<ModelStore>.Instance);
        var models = store.Models.Select(model => $"{model.Name}:{string.Join(',', model.Versions.Select(version => version.Version))}[{string.Join(',', model.Aliases.Select(alias => $"{alias.Key}={alias.Value}"))}]");
        var given = (store.Find("default")?.Versions ?? []).Select(version => Given(version.Version, version.Annotations.Note, version.Model.Segments.Select(segment => version.Annotations.Of(segment.Id).Name).OfType<string>(), Customers(version)));
        return string.Join(' ', models) + string.Concat(given) + string.Concat(store.SetAside.Select(left => " aside " + left.Name));

        string Customers(StoredVersion version)
        {
            using var text = new StreamReader(new GZipStream(store.OpenPart(version, CustomersPart.Part)!, CompressionMode.Decompress));
            return text.ReadToEnd();
        }
    }

    private static async Task<int> TrainAsync(HttpClient client)
    {
        var answer = await SendAsync(client, HttpMethod.Post, "/train?clusters=2", Table, "text/csv");
        Succeeded(answer);
        using var trained = JsonDocument.Parse(answer.Text);
        return trained.RootElement.GetProperty("version").GetInt32();
    }

    private static Task<(HttpStatusCode Status, string Text)> PutAsync(HttpClient client, string alias, int version) =>
        SendAsync(client, HttpMethod.Put, $"/models/default/aliases/{alias}", $$"""{"version": {{version}}}""", "application/json");

    private static void Succeeded((HttpStatusCode Status, string Text) answer, params int[] statuses) =>
        Assert.True(statuses.Length == 0 ? (int)answer.Status < 300 : statuses.Contains((int)answer.Status), $"{answer.Status}: {answer.Text}");

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient client, HttpMethod method, string address, string? body = null, string type = "text/plain")
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

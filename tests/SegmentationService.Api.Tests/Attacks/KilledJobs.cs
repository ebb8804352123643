using System.Net.Http.Headers;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// Submits, repeats, cancels and imports at one process after the other, each until it is killed, and knows what was acknowledged. Its trainings have a model of their own, and so have
/// its imports.
/// </summary>
/// <param name="name">Names both models.</param>
/// <param name="seed">Chooses what is done.</param>
internal sealed class KilledJobs(string name, int seed)
{
    private const int MostPauseMs = 150;

    private readonly Random _random = new(seed);
    private readonly HashSet<string> _accepted = [];
    private readonly HashSet<string> _canceled = [];
    private readonly HashSet<string> _cancelUnanswered = [];
    private readonly Dictionary<string, int> _versionOfKey = [];
    private readonly Dictionary<string, string> _jobOfKey = [];
    private readonly Dictionary<string, string> _bodyOfKey = [];
    private readonly HashSet<int> _imported = [];
    private byte[]? _archive;
    private (string Key, string Body, bool IsAwaited)? _unanswered;
    private int _keys;
    private int _repeated;

    /// <summary>What was acknowledged, of every kind.</summary>
    public int Acknowledged => _accepted.Count + _canceled.Count + _versionOfKey.Count + _imported.Count;

    public string Figures => $"{name}: {_accepted.Count} jobs accepted, {_canceled.Count} canceled, {_keys} keys ({_repeated} requests repeated after a kill), {_imported.Count} imports";

    private string Trained => "trained-" + name;

    private string Imported => "imported-" + name;

    /// <summary>Goes on until the process does not answer any more.</summary>
    public async Task RunAsync(HttpClient client)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_random.Next(MostPauseMs));
                if (_unanswered is not null) await RepeatAsync(client);
                else
                {
                    switch (_random.Next(6))
                    {
                        case 0: await CancelAsync(client); break;
                        case 1: await ImportAsync(client); break;
                        case 2: await SubmitAsync(client); break;
                        case 3: await SendAgainAsync(client); break;
                        default: await SendAsync(client, $"{name}-{_keys++}", Table(), isAwaited: _random.Next(2) == 0); break;
                    }
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // Killed.
        }
    }

    /// <summary>Asserts, with one process alone and time enough, that all that was accepted has been done, once, and nothing else; and that keys stand for what they stood for.</summary>
    public async Task VerifyAsync(HttpClient client)
    {
        if (_unanswered is not null) await RepeatAsync(client);
        foreach (var id in _accepted) await client.JobInAsync(id, _canceled.Contains(id) ? ["canceled"] : _cancelUnanswered.Contains(id) ? ["canceled", "succeeded"] : ["succeeded"]);

        // Also those whose acceptance was lost on its way.
        var jobs = await JobsAsync(client);
        foreach (var job in jobs) await client.JobInAsync(job.Text("id"), "succeeded", "canceled");
        jobs = await JobsAsync(client);
        var made = jobs.Where(job => job.Text("status") == "succeeded").Select(job => job.GetProperty("result").Int("version")).ToArray();
        Assert.Equal(made.Distinct().Order(), made.Order());
        Assert.Equal(made.Order(), (await client.VersionsAsync(Trained)).Order());
        Assert.Empty(_imported.Except(await client.VersionsAsync(Imported)));

        foreach (var (key, version) in _versionOfKey) Assert.Equal(version, (await RequestAsync(client, key, _bodyOfKey[key], isAwaited: true)).Expect(201).Int("version"));
        foreach (var (key, id) in _jobOfKey) Assert.Equal(id, (await RequestAsync(client, key, _bodyOfKey[key], isAwaited: false)).Expect(202).Text("id"));
        Assert.Equal(made.Length, (await client.VersionsAsync(Trained)).Length);
    }

    private string Table() => Tables.Shop(_random.Next(20, 600), _random.Next());

    private async Task<JsonElement[]> JobsAsync(HttpClient client) =>
        [.. (await Answer.OfAsync(await client.GetAsync(new Uri("/jobs", UriKind.Relative)))).Expect(200).Items("jobs").Where(job => job.Text("model") == Trained)];

    private async Task SubmitAsync(HttpClient client)
    {
        using var content = Body.Csv(Table()).ToContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/train?clusters=2&restarts=1&model={Trained}") { Content = content };
        request.Headers.Add("Prefer", "respond-async");
        var answer = await Answer.OfAsync(await client.SendAsync(request));
        if (answer.Status != 503) _accepted.Add(answer.Expect(202).Text("id"));
    }

    private async Task CancelAsync(HttpClient client)
    {
        if (_accepted.Except(_canceled).LastOrDefault() is not { } id || _jobOfKey.ContainsValue(id)) return;
        var isFirst = _cancelUnanswered.Add(id); // Whether it was done is not known, from then on, where the answer is lost.
        var answer = await client.DeleteJobAsync(id);
        if (answer.Status == 204) _canceled.Add(id);
        else Assert.True(answer.Status == 409, answer.Text);
        if (isFirst) _cancelUnanswered.Remove(id);
    }

    private async Task ImportAsync(HttpClient client)
    {
        _archive ??= await ExportAsync(client);
        if (_archive is null) return;
        using var archive = new ByteArrayContent(_archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        var answer = await Answer.OfAsync(await client.PostAsync(new Uri($"/models/{Imported}/import", UriKind.Relative), archive));
        _imported.Add(answer.Expect(201).Int("version"));
    }

    private async Task<byte[]?> ExportAsync(HttpClient client)
    {
        if ((await client.VersionsAsync(Trained)) is not [.., var version]) return null;
        using var response = await client.GetAsync(new Uri($"/models/{Trained}/versions/{version}/export", UriKind.Relative));
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync() : null;
    }

    private async Task RepeatAsync(HttpClient client)
    {
        var (key, body, isAwaited) = _unanswered!.Value;
        _repeated++;
        await SendAsync(client, key, body, isAwaited);
    }

    /// <summary>An answered key, which must be answered in the same way wherever and whenever.</summary>
    private async Task SendAgainAsync(HttpClient client)
    {
        if (_versionOfKey.Count == 0) return;
        var (key, version) = _versionOfKey.ElementAt(_random.Next(_versionOfKey.Count));
        var answer = await RequestAsync(client, key, _bodyOfKey[key], isAwaited: true);
        Assert.Equal(version, answer.Expect(201).Int("version"));
    }

    private async Task SendAsync(HttpClient client, string key, string body, bool isAwaited)
    {
        _unanswered = (key, body, isAwaited);
        _bodyOfKey[key] = body;
        Answer answer;
        do
        {
            answer = await RequestAsync(client, key, body, isAwaited);
            if (answer.Status is 409 or 503) await Task.Delay(20);
        }
        while (answer.Status is 409 or 503);
        _unanswered = null;
        if (isAwaited) _versionOfKey[key] = answer.Expect(201).Int("version");
        else
        {
            _jobOfKey[key] = answer.Expect(202).Text("id");
            _accepted.Add(_jobOfKey[key]);
        }
    }

    private async Task<Answer> RequestAsync(HttpClient client, string key, string body, bool isAwaited)
    {
        using var content = Body.Csv(body).ToContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/train?clusters=2&restarts=1&model={Trained}") { Content = content };
        request.Headers.Add("Idempotency-Key", key);
        if (!isAwaited) request.Headers.Add("Prefer", "respond-async");
        return await Answer.OfAsync(await client.SendAsync(request));
    }
}

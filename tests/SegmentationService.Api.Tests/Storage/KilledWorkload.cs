using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using SegmentationService.Api.Tests.Attacks;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Changes one model, one change after the other, until the service is gone, and knows what was acknowledged.</summary>
/// <param name="model">The model; nobody else changes it.</param>
/// <param name="folder">The folder of the store.</param>
/// <param name="seed">Chooses the changes.</param>
internal sealed class KilledWorkload(string model, TemporaryFolder folder, int seed)
{
    private const string Customer = """{"recency_days": 30, "frequency": 4, "monetary": 120.5, "tenure_days": 300}""";
    private const int MostVersions = 12;
    private const int MostPauseMs = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<int, string> _predictions = [];
    private readonly SortedDictionary<string, int> _aliases = new(StringComparer.Ordinal);
    private int _highest;
    private bool _isTraining;
    private bool _isPromoting;
    private int? _deleting;
    private int? _moving;

    /// <summary>The trainings that were answered with 201.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>The aliases whose change was answered with 200.</summary>
    public int AliasesAcknowledged { get; private set; }

    /// <summary>The deletions that were answered with 204.</summary>
    public int Deleted { get; private set; }

    private int Changes => Acknowledged + AliasesAcknowledged + Deleted;

    /// <summary>Waits for changes, of any kind, that are acknowledged from now on.</summary>
    /// <param name="changes">How many.</param>
    public async Task WaitForAsync(int changes)
    {
        var wanted = Changes + changes;
        var started = Stopwatch.GetTimestamp();
        while (Changes < wanted)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "The service acknowledges nothing.");
            await Task.Delay(1);
        }
    }

    /// <summary>Changes and predicts until the service does not answer any more. Any other answer than a success fails the test.</summary>
    public async Task RunAsync(HttpClient client)
    {
        try
        {
            while (true)
            {
                // Leaves the processors to the service that starts meanwhile.
                await Task.Delay(_random.Next(MostPauseMs));
                var kind = _random.Next(4);
                if (_predictions.Count > MostVersions || (kind == 0 && _predictions.Count > 3)) await DeleteAsync(client);
                else if (kind == 1 && _predictions.Count > 0) await MoveAliasAsync(client);
                else await TrainAsync(client);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // Killed.
        }
    }

    /// <summary>Asserts, after a start, that all that was acknowledged is there, and of what was not only what may be.</summary>
    public async Task VerifyAsync(HttpClient client)
    {
        Assert.Empty((await client.GetFromJsonAsync<JsonElement>("/models")).Items("setAside"));
        var versions = await client.VersionsAsync(model);
        var expected = _predictions.Keys.ToHashSet();

        // The change under way when the service was killed has happened or not; which of both shows now, once and for all.
        if (_deleting is { } deleting && !versions.Contains(deleting))
        {
            _predictions.Remove(deleting);
            expected.Remove(deleting);
        }

        int? appeared = null;
        if (_isTraining && versions.Except(expected).ToArray() is [var number])
        {
            Assert.True(number > _highest, $"The number {number} is given again; {_highest} was given before.");
            (appeared, _highest) = (number, number);
            _predictions[number] = await PredictAsync(client, number);
            expected.Add(number);
        }

        Assert.Equal(expected.Order(), versions);
        var aliases = versions.Length == 0 ? [] : (await client.GetFromJsonAsync<JsonElement>($"/models/{model}")).GetProperty("aliases").EnumerateObject().ToDictionary(alias => alias.Name, alias => alias.Value.GetInt32());
        if (_isPromoting && appeared is { } promoted && aliases.GetValueOrDefault("champion") == promoted) _aliases["champion"] = promoted;
        if (_moving is { } moved && aliases.GetValueOrDefault("blue") == moved) _aliases["blue"] = moved;
        Assert.Equal(_aliases, aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal));
        (_isTraining, _isPromoting, _deleting, _moving) = (false, false, null, null);

        foreach (var (version, prediction) in _predictions.ToArray())
        {
            var answer = await PredictAsync(client, version);
            if (prediction.Length > 0) Assert.Equal(prediction, answer);
        }

        foreach (var (alias, version) in _aliases) Assert.Equal(_predictions[version], await PredictAsync(client, alias));
        Assert.Equal(ExpectedFiles(), folder.Tree().Where(name => name == model || name.StartsWith(model + "/", StringComparison.Ordinal)));
    }

    /// <summary>Every file and folder of the model; a folder that was made for a training that was never stored may be there or not.</summary>
    public IEnumerable<string> ExpectedFiles()
    {
        var names = new List<string>();
        if (Directory.Exists(folder.At(model))) names.Add(model);
        if (File.Exists(folder.At(model, "aliases.json"))) names.Add($"{model}/aliases.json");
        foreach (var version in _predictions.Keys)
            names.AddRange([$"{model}/{version}", $"{model}/{version}/charts.json", $"{model}/{version}/customers.csv.gz", $"{model}/{version}/manifest.json", $"{model}/{version}/model.json"]);
        return names.Order(StringComparer.Ordinal);
    }

    private async Task TrainAsync(HttpClient client)
    {
        (_isTraining, _isPromoting) = (true, _random.Next(3) > 0);
        var table = Tables.Shop(_random.Next(20, 2_000), _random.Next());
        using var response = await client.PostAsync(
            $"/train?model={model}&clusters={_random.Next(2, 5)}&restarts=1&promote={(_isPromoting ? "true" : "false")}", Body.Csv(table).ToContent());
        var trained = await ExpectAsync(response, 201);
        var version = JsonDocument.Parse(trained).RootElement.Int("version");
        Assert.True(version > _highest, $"The number {version} is given again; {_highest} was given before.");
        _highest = version;
        if (_isPromoting) _aliases["champion"] = version;
        (_isTraining, _isPromoting) = (false, false);
        Acknowledged++;

        // What it predicts is asked for at once; when that comes too late, the first answer after the start counts.
        _predictions[version] = "";
        _predictions[version] = await PredictAsync(client, version);
    }

    private async Task MoveAliasAsync(HttpClient client)
    {
        var version = Any();
        _moving = version;
        using var response = await client.PutAsync($"/models/{model}/aliases/blue", Body.Json($$"""{"version": {{version}}}""").ToContent());
        await ExpectAsync(response, 200);
        _aliases["blue"] = version;
        _moving = null;
        AliasesAcknowledged++;
        Assert.Equal(_predictions[version], await PredictAsync(client, "blue"));
    }

    private async Task DeleteAsync(HttpClient client)
    {
        var free = _predictions.Keys.Except(_aliases.Values).ToArray();
        var version = free[_random.Next(free.Length)];
        _deleting = version;
        using var response = await client.DeleteAsync($"/models/{model}/versions/{version}");
        await ExpectAsync(response, 204);
        _predictions.Remove(version);
        _deleting = null;
        Deleted++;
    }

    private async Task<string> PredictAsync(HttpClient client, object version)
    {
        using var response = await client.PostAsync($"/predict?model={model}&version={version}", Body.Json(Customer).ToContent());
        var answer = await ExpectAsync(response, 200);
        var answered = JsonDocument.Parse(answer).RootElement.Int("version");
        if (_predictions.GetValueOrDefault(answered) is "") _predictions[answered] = answer;
        return answer;
    }

    private int Any() => _predictions.Keys.ElementAt(_random.Next(_predictions.Count));

    private static async Task<string> ExpectAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} instead of {status}: {text}");
        return text;
    }
}

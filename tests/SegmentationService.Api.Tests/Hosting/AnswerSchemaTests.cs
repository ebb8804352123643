namespace SegmentationService.Api.Tests.Hosting;

/// <summary>The document tells of answers what they are: clients are made of it, and fail where a member that it requires is missing or null.</summary>
public sealed class AnswerSchemaTests : IAsyncDisposable
{
    private const string Version = "/models/{model}/versions/{version}";
    private const string Model = "/models/{model}";

    private readonly List<string> _faults = [];

    private SegmentationApp App { get; } = new();

    [Fact]
    public async Task Answers_OfEveryKind_AreAsTheDocumentSays()
    {
        var schema = new AnswerSchema((await App.GetAsync("/swagger/v1/swagger.json")).Expect(200));
        var (csv, customer) = (Tables.Shop(120), """{"recency_days": 5, "frequency": 12, "monetary": 300, "tenure_days": 400, "spare": 1}""");
        var orders = (await App.GetAsync("/samples/transactions?customers=60")).Text;

        var table = (await CallAsync("POST", "/tables", "?model=shop", Body.Csv(csv))).Text("id");
        await CallAsync("POST", "/tables", "", Body.Csv("a\n1,2\n"));
        await CallAsync("GET", "/tables", "");
        foreach (var part in (string[])["", "/report", "/sheets"]) await CallAsync("GET", "/tables/{table}" + part, "", null, ("{table}", table));
        await CallAsync("POST", "/train", $"?model=shop&clusters=3&table={table}");
        await CallAsync("POST", "/train", "?model=shop&clusters=4", Body.Csv(csv));
        await CallAsync("POST", "/train", "?model=orders&input=transactions&clusters=2", Body.Csv(orders));
        await CallAsync("POST", "/train", "?model=one&clusters=1", Body.Csv(Tables.Five));
        await CallAsync("POST", "/train", "?clustres=1", Body.Csv(Tables.Five));
        foreach (var model in (string[])["shop", "orders", "one"])
            foreach (var part in (string[])["", "/charts/map", "/charts/effects", "/charts/silhouettes", "/charts/distributions", "/tree", "/drift", "/segments/{segment}", "/customers", "/exports/{format}"])
                await CallAsync("GET", Version + part, part == "/customers" ? "?format=json" : "", null, ("{model}", model), ("{version}", "1"), ("{segment}", "1"), ("{format}", "json"));
        await CallAsync("GET", Version + "/customers/{id}", "", null, ("{model}", "shop"), ("{version}", "1"), ("{id}", "00001"));
        await CallAsync("GET", Model + "/migration", "?from=1&to=1", null, ("{model}", "shop"));
        await CallAsync("GET", Model + "/migration", "?from=1&to=2", null, ("{model}", "shop"));
        await CallAsync("POST", Version + "/charts/map", "", Body.Json(customer), ("{model}", "shop"), ("{version}", "1"));
        foreach (var path in (string[])["/predict", "/explain"])
            foreach (var body in (string[])[customer, """{"recency_days": 5, "frequncy": 1}""", "{}"])
                await CallAsync("POST", path, "?model=shop", Body.Json(body));
        await CallAsync("POST", "/explain", "?model=one", Body.Json("""{"x": 1}"""));
        await CallAsync("POST", "/predict/batch", "?model=shop", Body.Csv(csv + "x,,,,,\n"));
        await CallAsync("POST", "/predict/batch", "?model=shop&explain=true&include=columns", Body.Csv(csv));
        await CallAsync("PATCH", Version + "/segments/{segment}", "", Body.Json("""{"name": "VIP", "note": "call"}"""), ("{model}", "shop"), ("{version}", "1"), ("{segment}", "1"));
        await CallAsync("PATCH", Version, "", Body.Json("""{"note": "spring"}"""), ("{model}", "shop"), ("{version}", "1"));
        await CallAsync("GET", "/models", "");
        await CallAsync("GET", Model, "", null, ("{model}", "shop"));
        await CallAsync("GET", Model, "", null, ("{model}", "none"));
        await CallAsync("GET", Model + "/aliases/{alias}", "", null, ("{model}", "shop"), ("{alias}", "champion"));
        foreach (var number in (int[])[1, 9]) await CallAsync("PUT", Model + "/aliases/{alias}", "", Body.Json($$"""{"version": {{number}}}"""), ("{model}", "shop"), ("{alias}", "test"));
        foreach (var body in (string[])[csv, "a,b\n1,2\n1,2\n"])
        {
            var id = (await CallAsync("POST", "/jobs", "?model=later&clusters=2", Body.Csv(body))).Text("id");
            while ((await CallAsync("GET", "/jobs/{id}", "", null, ("{id}", id))).Text("status") is "queued" or "running") await Task.Delay(20);
        }

        await CallAsync("GET", "/jobs", "?limit=1");
        await CallAsync("GET", Model + "/versions", "?limit=1", null, ("{model}", "shop"));
        await CallAsync("GET", "/healthz/ready", "");
        await CallAsync("GET", "/healthz/live", "");
        Assert.Empty(_faults.Distinct());

        async Task<System.Text.Json.JsonElement> CallAsync(string method, string path, string query, Body? body = null, params (string Part, string Value)[] parts)
        {
            var address = parts.Aggregate(path, (address, part) => address.Replace(part.Part, part.Value, StringComparison.Ordinal));
            var answer = await App.SendAsync(new HttpMethod(method), address + query, body);
            _faults.AddRange(schema.Faults($"{method} {path}", answer));
            return answer.Json;
        }
    }

    [Fact]
    public async Task Jobs_BodyThatIsPosted_IsTrainedAsByTrainItself()
    {
        var made = await App.TrainedAsync(Tables.Five, "?model=first&clusters=2");

        var started = await App.PostAsync("/jobs?model=second&clusters=2", Body.Csv(Tables.Five));
        Assert.Equal($"/jobs/{started.Expect(202).Text("id")}", started.Headers.Location!.ToString());
        Assert.Equal("1", started.Headers.GetValues("Retry-After").Single());
        Assert.False(started.Headers.Contains("Preference-Applied"));
        var job = started.Json;
        while (job.Text("status") is "queued" or "running")
        {
            await Task.Delay(20);
            job = (await App.GetAsync(started.Headers.Location.ToString())).Expect(200);
        }

        var version = (await App.GetAsync(job.GetProperty("result").Text("location"))).Expect(200);
        Assert.Equal(made.Text("fingerprint"), version.Text("fingerprint"));
    }

    [Fact]
    public async Task Jobs_AskedForADryRun_AreRefused() =>
        (await App.PostAsync("/jobs?dryRun=true", Body.Csv(Tables.Five))).ExpectProblem(400, "invalid-parameter", "POST /tables");

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

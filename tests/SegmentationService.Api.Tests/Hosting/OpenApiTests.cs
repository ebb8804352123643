using System.Globalization;
using System.Text;
using System.Text.Json;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>
/// Swagger UI, and the document behind it. The document is kept in openapi.json beside this file, so that a change of the contract shows
/// in review: run the tests with <c>UPDATE_OPENAPI=1</c> to write it anew.
/// </summary>
public sealed class OpenApiTests(OpenApiTests.Documented documented) : IClassFixture<OpenApiTests.Documented>
{
    private const string Update = "UPDATE_OPENAPI";

    [Fact]
    public async Task SwaggerUi_InABrowser_Answers()
    {
        var redirect = await documented.App.GetAsync("/swagger");
        Assert.Equal((301, "swagger/index.html"), (redirect.Status, redirect.Headers.Location?.ToString()));

        var page = await documented.App.GetAsync("/swagger/index.html");
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        foreach (var file in (string[])["swagger-ui.css", "swagger-ui-bundle.js", "index.js"]) Assert.Equal(200, (await documented.App.GetAsync("/swagger/" + file)).Status);
        Assert.Contains("v1/swagger.json", (await documented.App.GetAsync("/swagger/index.js")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_ComparedWithTheCommittedOne_IsTheSame()
    {
        var actual = documented.Text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Update) == "1") File.WriteAllText(Path.Combine(SourceFolder(), "openapi.json"), actual);
        else
        {
            var committed = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Hosting", "openapi.json")).ReplaceLineEndings("\n");
            Assert.True(committed == actual, $"The document has changed; look at the change after {Update}=1 dotnet test.");
        }
    }

    [Fact]
    public void Document_HasEveryCallOfTheContract()
    {
        string[] expected =
        [
            "DELETE /jobs/{id}", "DELETE /models/{model}", "DELETE /models/{model}/aliases/{alias}", "DELETE /models/{model}/customers/{id}", "DELETE /models/{model}/versions/{version}", "DELETE /tables/{table}", "GET /health", "GET /healthz",
            "GET /healthz/live", "GET /healthz/ready", "GET /jobs", "GET /jobs/{id}", "GET /jobs/{id}/events", "GET /jobs/{id}/files", "GET /models", "GET /models/{model}", "GET /models/{model}/aliases/{alias}",
            "GET /models/{model}/migration", "GET /models/{model}/versions", "GET /models/{model}/versions/{version}", "GET /models/{model}/versions/{version}/charts/distributions",
            "GET /models/{model}/versions/{version}/charts/effects", "GET /models/{model}/versions/{version}/charts/map", "GET /models/{model}/versions/{version}/charts/silhouettes",
            "GET /models/{model}/versions/{version}/customers", "GET /models/{model}/versions/{version}/customers/{id}", "GET /models/{model}/versions/{version}/drift",
            "GET /models/{model}/versions/{version}/export", "GET /models/{model}/versions/{version}/exports/{format}", "GET /models/{model}/versions/{version}/report",
            "GET /models/{model}/versions/{version}/segments/{segment}", "GET /models/{model}/versions/{version}/tree", "GET /models/{model}/versions/{version}/tree.svg", "GET /ping",
            "GET /problems", "GET /problems/{kind}", "GET /samples/customers", "GET /samples/transactions", "GET /tables", "GET /tables/{table}", "GET /tables/{table}/report", "GET /tables/{table}/sheets",
            "GET /v2", "GET /v2/health/live", "GET /v2/health/ready", "GET /v2/models/{model}", "GET /v2/models/{model}/ready", "GET /v2/models/{model}/versions/{version}",
            "GET /v2/models/{model}/versions/{version}/ready", "GET /version", "PATCH /models/{model}/versions/{version}", "PATCH /models/{model}/versions/{version}/segments/{segment}",
            "POST /explain", "POST /invocations", "POST /jobs", "POST /jobs/batch", "POST /models/{model}/import", "POST /models/{model}/migration", "POST /models/{model}/versions/{version}/charts/map", "POST /predict",
            "POST /predict/batch", "POST /tables", "POST /tables/{table}/jobs", "POST /tables/{table}/train", "POST /train", "POST /v2/models/{model}/infer", "POST /v2/models/{model}/versions/{version}/infer", "PUT /models/{model}/aliases/{alias}",
        ];

        Assert.Equal(expected, documented.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operations_All_AreDescribed() => Assert.All(documented.Operations, operation =>
    {
        Assert.NotEmpty(operation.Element.Text("summary"));
        Assert.NotEmpty(operation.Element.Text("description"));
        if (!operation.Element.TryGetProperty("parameters", out var parameters)) return;
        Assert.All(parameters.EnumerateArray(), parameter =>
        {
            Assert.NotEmpty(parameter.Text("description"));
            Assert.True(parameter.GetProperty("schema").Has("type"));
        });
    });

    /// <summary>Successes and problems have a schema for each media type, and what has none has no content.</summary>
    [Fact]
    public void Operations_AllAnswers_AreTyped() => Assert.All(documented.Operations, operation =>
    {
        var responses = operation.Element.GetProperty("responses");
        Assert.Contains(responses.Names(), status => status[0] == '2');
        foreach (var response in responses.EnumerateObject())
        {
            if (response.Name is "204" or "304") continue;
            var content = response.Value.GetProperty("content");
            Assert.All(content.EnumerateObject(), media => Assert.True(media.Value.GetProperty("schema").EnumerateObject().Any(), $"{operation.Name} {response.Name} {media.Name}"));
            if (response.Name[0] == '4') Assert.Equal(["application/problem+json"], content.Names());
        }
    });

    [Theory]
    [InlineData("POST /train", "201 400 409 410 413 415 422 503 507")]
    [InlineData("POST /jobs", "202 400 404 409 413 415 422 503 507")]
    [InlineData("POST /tables/{table}/train", "201 400 404 409 410 413 422 503 507")]
    [InlineData("POST /tables/{table}/jobs", "202 400 404 409 422 503 507")]
    [InlineData("POST /predict", "200 400 404 409 413 415 422 503")]
    [InlineData("POST /explain", "200 400 404 409 413 415 422 503")]
    [InlineData("POST /predict/batch", "200 400 404 406 409 413 415 422 503")]
    [InlineData("GET /models/{model}/versions/{version}", "200 304 400 404 503")]
    [InlineData("GET /models/{model}/versions/{version}/customers", "200 400 404 406 503")]
    [InlineData("GET /models/{model}/versions/{version}/export", "200 400 404 503")]
    [InlineData("POST /models/{model}/import", "201 400 413 415 422 503 507")]
    [InlineData("GET /models/{model}/aliases/{alias}", "200 400 404")]
    [InlineData("PUT /models/{model}/aliases/{alias}", "200 400 404 412 415 503 507")]
    [InlineData("PATCH /models/{model}/versions/{version}", "200 400 404 409 412 415 503 507")]
    [InlineData("GET /models/{model}/versions/{version}/segments/{segment}", "200 400 404 503")]
    [InlineData("PATCH /models/{model}/versions/{version}/segments/{segment}", "200 400 404 409 412 415 503 507")]
    [InlineData("POST /v2/models/{model}/infer", "200 400 404 409 413 415 422 503")]
    [InlineData("POST /invocations", "200 400 404 409 413 415 422 503")]
    [InlineData("DELETE /models/{model}", "202 204 400 404 412 503 507")]
    [InlineData("DELETE /models/{model}/aliases/{alias}", "204 400 404 409 412 503 507")]
    [InlineData("DELETE /models/{model}/customers/{id}", "200 400 404 409 503 507")]
    [InlineData("DELETE /models/{model}/versions/{version}", "204 400 404 409 503")]
    [InlineData("POST /jobs/batch", "202 400 404 409 415 422 503 507")]
    [InlineData("GET /jobs/{id}/files", "200 400 404 409 500")]
    [InlineData("GET /jobs", "200 400")]
    [InlineData("GET /jobs/{id}", "200 400 404 500")]
    [InlineData("GET /jobs/{id}/events", "200 204 400 404")]
    [InlineData("DELETE /jobs/{id}", "204 400 404 409")]
    [InlineData("GET /samples/customers", "200 400")]
    [InlineData("GET /samples/transactions", "200 400")]
    [InlineData("GET /healthz/ready", "200 503")]
    public void Operation_StatusCodesThatItAnswers_AreThere(string name, string statuses)
    {
        var responses = documented.Operations.Single(operation => operation.Name == name).Element.GetProperty("responses").Names();

        Assert.All(statuses.Split(' '), status => Assert.Contains(status, responses));
    }

    /// <summary>A client that is made of the document has one method for each call, by its name, with one type that it answers.</summary>
    [Fact]
    public void Operations_All_HaveANameOfTheirOwnAndOneAnswer()
    {
        Assert.All(documented.Operations, operation => Assert.Matches("^[a-z][A-Za-z]+$", operation.Element.Text("operationId")));
        Assert.Distinct(documented.Operations.Select(operation => operation.Element.Text("operationId")));
        Assert.All(documented.Operations.Where(operation => operation.Element.Has("parameters")), operation => Assert.Distinct(operation.Element.Items("parameters").Select(parameter => parameter.Text("name"))));
        Assert.All(documented.Operations, operation => Assert.True(operation.Element.GetProperty("responses").EnumerateObject().Count(response => response.Name[0] == '2' && response.Value.Has("content")) <= 1, operation.Name));
    }

    [Fact]
    public void Train_Parameters_AreThoseOfTheContractWithTheirDefaults()
    {
        var parameters = documented.Operations.Single(operation => operation.Name == "POST /train").Element.Items("parameters").Where(parameter => parameter.Text("in") == "query").ToArray();

        Assert.Equal(44, parameters.Length);
        var schemas = parameters.ToDictionary(parameter => parameter.Text("name"), parameter => parameter.GetProperty("schema"));
        Assert.Equal((10, 42), (schemas["restarts"].Int("default"), schemas["seed"].Int("default")));
        Assert.Equal((0.01, true, "auto"), (schemas["minShare"].Number("default"), schemas["derive"].GetProperty("default").GetBoolean(), schemas["promote"].Text("default")));
        Assert.Equal("""["standard","robust","minmax","none"]""", Compact(schemas["scaler"].GetProperty("enum")));
        Assert.Equal((1, 10_000), (schemas["clusters"].Int("minimum"), schemas["clusters"].Int("maximum")));
    }

    [Fact]
    public async Task Examples_OfEveryBody_WorkAsTheyStand()
    {
        using var data = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(data.Path, "customers"));
        await File.WriteAllBytesAsync(Path.Combine(data.Path, "customers", "1.parquet"), Parquets.OfCsv(Tables.Shop(9)));
        await using var app = SegmentationApp.With(("Data:Path", data.Path));
        var examples = documented.Operations.SelectMany(Examples).OrderBy(example => !example.Path.StartsWith("/train", StringComparison.Ordinal)).ToArray();

        foreach (var (method, path, type, body) in examples)
        {
            var answer = await app.SendAsync(method, path, new Body(Encoding.UTF8.GetBytes(body), type));
            Assert.True(answer.Status is 200 or 201 or 202, $"{method} {path} {type}: {answer.Status} {answer.Text}");
            if (!path.StartsWith("/predict/batch", StringComparison.Ordinal)) continue;
            Assert.DoesNotContain("\"segment\":null", answer.Text, StringComparison.Ordinal);
        }

        // All forms of /train, /jobs, /tables and /predict/batch but the file to choose, customers and order lines; one customer to assign and to place on the map, one alias; what a version and a segment are given, by either media type; tensors by two addresses; MLflow's JSON and CSV; files to score.
        Assert.Equal(37, examples.Length);
        Assert.Contains(examples, example => example.Path == "/predict/batch?model=example&input=transactions");
        Assert.Equal(["example"], (await app.GetAsync("/models")).Expect(200).Items("models").Select(model => model.Text("model")));
        Assert.Contains(examples, example => example.Type == "application/x-ndjson");
    }

    [Fact]
    public async Task Train_AsSwaggerFillsItIn_WorksAfterAChangeOfAnyOneField()
    {
        await using var app = new SegmentationApp();
        var operation = documented.Operations.Single(operation => operation.Name == "POST /train");
        var body = operation.Element.GetProperty("requestBody").GetProperty("content").GetProperty("text/csv").GetProperty("examples").GetProperty("customers").Text("value");
        var parameters = operation.Element.Items("parameters").Where(parameter => parameter.Text("in") == "query").ToArray();
        var filled = parameters.Where(parameter => Filled(parameter) is not null).ToDictionary(parameter => parameter.Text("name"), parameter => Filled(parameter)!);

        // What a row is, and what belongs to rows that are order lines, changes with the body alone; that body is an example of its own.
        foreach (var parameter in parameters.Where(parameter => parameter.Text("name") is not ("input" or "amountPer") && Changed(parameter) is not null))
        {
            var query = new Dictionary<string, string>(filled) { [parameter.Text("name")] = Changed(parameter)! };
            var answer = await app.TrainAsync(body, "?" + string.Join('&', query.Select(field => $"{field.Key}={field.Value}")));
            Assert.True(answer.Status is 200 or 201, $"{parameter.Text("name")}={Changed(parameter)}: {answer.Text}");
        }
    }

    [Fact]
    public async Task Examples_OfTheAddresses_CanBeReadAfterATraining()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2&model=example");

        // Of jobs and tables no example could know the id, and a migration is one between two versions.
        foreach (var operation in documented.Operations.Where(operation => operation.Name.StartsWith("GET ", StringComparison.Ordinal) && !operation.Name.Contains("{id}", StringComparison.Ordinal) && !operation.Name.Contains("{table}", StringComparison.Ordinal) && !operation.Name.EndsWith("/migration", StringComparison.Ordinal)))
            Assert.Equal(200, (await app.GetAsync(Address(operation))).Status);
    }

    private static IEnumerable<(HttpMethod Method, string Path, string Type, string Body)> Examples(Operation operation)
    {
        if (!operation.Element.TryGetProperty("requestBody", out var request)) yield break;
        Assert.True(request.GetProperty("required").GetBoolean(), operation.Name);
        foreach (var media in request.GetProperty("content").EnumerateObject())
        {
            if (media.Name is "multipart/form-data" or "application/zip" or "application/vnd.apache.parquet" or "application/vnd.apache.arrow.stream") continue;
            var method = new HttpMethod(operation.Name.Split(' ')[0]);
            if (media.Value.TryGetProperty("example", out var only)) yield return (method, Address(operation), media.Name, Text(only));
            else
            {
                foreach (var example in media.Value.GetProperty("examples").EnumerateObject())
                    yield return (method, $"{Address(operation)}&input={example.Name}", media.Name, Text(example.Value.GetProperty("value")));
            }
        }

        static string Text(JsonElement example) => example.ValueKind == JsonValueKind.String ? example.GetString()! : example.ToString();
    }

    private static string Address(Operation operation)
    {
        var address = operation.Name.Split(' ')[1];
        if (!operation.Element.TryGetProperty("parameters", out var parameters)) return address;
        foreach (var parameter in parameters.EnumerateArray().Where(parameter => parameter.Text("in") == "path"))
            address = address.Replace($"{{{parameter.Text("name")}}}", parameter.GetProperty("example").ToString(), StringComparison.Ordinal);
        foreach (var parameter in parameters.EnumerateArray().Where(parameter => parameter.Text("in") == "query" && parameter.Has("example")))
            address += $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter.Text("name")}={parameter.Text("example")}";
        return address;
    }

    /// <summary>What Swagger UI fills in: the example, or else the default.</summary>
    private static string? Filled(JsonElement parameter) =>
        parameter.TryGetProperty("example", out var example) || parameter.GetProperty("schema").TryGetProperty("default", out example) ? example.ToString() : null;

    /// <summary>Another value for a field of a form, where the document says which there are.</summary>
    private static string? Changed(JsonElement parameter)
    {
        var (schema, filled) = (parameter.GetProperty("schema"), Filled(parameter));
        if (schema.TryGetProperty("enum", out var choices)) return choices.EnumerateArray().Select(choice => choice.GetString()).First(choice => choice != filled);
        return schema.Text("type") switch
        {
            "boolean" => filled == "true" ? "false" : "true",
            "integer" => filled is null ? "3" : (int.Parse(filled, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture),
            "number" => "0.05",
            _ => null,
        };
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static string SourceFolder() => Path.Combine(Repository.Root, "tests", "SegmentationService.Api.Tests", "Hosting");

    /// <summary>One call: its method and address, and what the document says of it.</summary>
    internal sealed record Operation(string Name, JsonElement Element);

    /// <summary>The document, read once.</summary>
    public sealed class Documented : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        internal string Text { get; private set; } = "";

        internal IReadOnlyList<Operation> Operations { get; private set; } = [];

        public async Task InitializeAsync()
        {
            var answer = await App.GetAsync("/swagger/v1/swagger.json");
            Operations =
            [
                .. answer.Expect(200).GetProperty("paths").EnumerateObject().SelectMany(path =>
                    path.Value.EnumerateObject().Select(operation => new Operation($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))),
            ];
            Text = answer.Text;
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}

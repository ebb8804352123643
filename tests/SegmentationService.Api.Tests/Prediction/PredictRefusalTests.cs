using System.Text;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>What /predict and /predict/batch refuse.</summary>
public sealed class PredictRefusalTests(PredictRefusalTests.Trained trained) : IClassFixture<PredictRefusalTests.Trained>
{
    [Theory]
    [InlineData("{}", 422, "no-usable-field", "'x', 'y'")]
    [InlineData("""{"z": 1}""", 422, "no-usable-field", "'x', 'y'")]
    [InlineData("""{"x": null, "y": "NA"}""", 422, "no-usable-field", "'x', 'y'")]
    [InlineData("""{"x": "twelve", "y": 1}""", 422, "not-a-number", "'x' is 'twelve'", "field", "x")]
    [InlineData("""{"x": 1, "y": "12 kg"}""", 422, "not-a-number", "'y' is '12 kg'", "field", "y")]
    [InlineData("""{"x": "1,5"}""", 422, "not-a-number", "'1,5'; a number such as 1234.5", "field", "x")]
    [InlineData("""{"x": "inf"}""", 422, "not-a-number", "'x' is 'inf'", "field", "x")]
    [InlineData("""{"x": 1e61}""", 422, "not-a-number", "1e+60", "field", "x")]
    [InlineData("""{"x": 1, "x": 2}""", 422, null, "'x' is given twice", "field", "x")]
    [InlineData("""{"x": [1]}""", 400, "invalid-json", "'x' is nested", "column", "x")]
    [InlineData("""{"x": {"value": 1}}""", 400, "invalid-json", "'x' is nested", "column", "x")]
    [InlineData("{\"x\": 1,\n\"y\": }", 400, "invalid-json", "line 2", "line", "2")]
    [InlineData("""{"x": 1""", 400, "invalid-json", "line 1", "line", "1")]
    [InlineData("""{"x": 1} {"x": 2}""", 400, "invalid-json", "line 1")]
    [InlineData("""[{"x": 1}]""", 400, "invalid-json", "/predict/batch")]
    [InlineData("1", 400, "invalid-json", "object")]
    [InlineData("x,y\n1,2\n", 400, "invalid-json", "line 1")]
    [InlineData("", 400, "empty-body", "object with the fields of one customer")]
    [InlineData("""{"x": "\ud800"}""", 400, "invalid-json", "UTF-8")]
    [InlineData("""{"other": [[[[[[[[[1]]]]]]]]]}""", 400, "invalid-json", "line 1")]
    public async Task Predict_CustomerThatCannotBeUsed_IsRefused(string body, int status, string? kind, string detail, string? member = null, string? value = null)
    {
        var answer = await trained.App.RefusedAsync(HttpMethod.Post, "/predict", Body.Json(body));

        var problem = answer.ExpectProblem(status, kind ?? answer.Json.Text("type")["/problems/".Length..], detail);
        if (member is not null) Assert.Equal(value, problem.GetProperty(member).ToString());
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Predict_OtherMediaType_IsRefusedWithTheAcceptedOne(string? type)
    {
        var answer = await trained.App.RefusedAsync(HttpMethod.Post, "/predict", new Body("x\n1\n"u8.ToArray(), type));

        Assert.Equal("application/json", answer.ExpectProblem(415, "unsupported-media-type", "application/json", "/predict/batch").Items("accepted")[0].GetString());
    }

    [Fact]
    public async Task Predict_Compressed_IsRefused()
    {
        (await trained.App.RefusedAsync(HttpMethod.Post, "/predict", Body.Json("{\"x\": 1}").Compressed("gzip"))).ExpectProblem(415, "unsupported-media-type", "Content-Encoding");
    }

    [Fact]
    public async Task Predict_MoreThanOneMiB_IsRefusedWithTheLimit()
    {
        var body = Body.Json($$"""{"x": 1, "note": "{{new string('n', 1 << 20)}}"}""");

        var problem = (await trained.App.RefusedAsync(HttpMethod.Post, "/predict", body)).ExpectProblem(413, "body-too-large", "1048576");
        Assert.Equal(1 << 20, problem.Int("limitBytes"));
    }

    [Fact]
    public async Task Predict_AnIgnoredFieldOfHalfAMiB_IsFine()
    {
        (await trained.App.PredictAsync($$"""{"x": 1, "note": "{{new string('n', 1 << 19)}}"}""")).Expect(200);
    }

    [Theory]
    [InlineData("/predict")]
    [InlineData("/predict/batch")]
    public async Task Predict_BeforeAnyTraining_SaysToTrainFirst(string path)
    {
        await using var app = new SegmentationApp();

        (await app.RefusedAsync(HttpMethod.Post, path, Body.Json("""{"x": 1}"""))).ExpectProblem(409, "not-trained", "train one first", "POST /train");
    }

    [Theory]
    [InlineData("/predict")]
    [InlineData("/predict/batch")]
    public async Task Predict_UnknownModelVersionOrParameter_NamesThoseThatExist(string path)
    {
        var body = Body.Json("""[{"x": 1}]""");
        var model = (await trained.App.RefusedAsync(HttpMethod.Post, path + "?model=nope", body)).ExpectProblem(404, "unknown-model", "'nope'", "default, other");
        Assert.Equal("model", model.Text("parameter"));
        foreach (var version in (string[])["3", "0", "-1", "01", "latest", "1.0", "99999999999"])
        {
            var unknown = (await trained.App.RefusedAsync(HttpMethod.Post, $"{path}?version={version}", body)).ExpectProblem(404, "unknown-version", $"'{version}'", "1, 2, blue, champion");
            Assert.Equal("version", unknown.Text("parameter"));
        }

        var parameter = (await trained.App.RefusedAsync(HttpMethod.Post, path + "?verison=1", body)).ExpectProblem(400, "invalid-parameter", "'verison'", "model, version");
        Assert.Equal("verison", parameter.Text("parameter"));
        (await trained.App.RefusedAsync(HttpMethod.Post, path + "?version=1&version=2", body)).ExpectProblem(400, "invalid-parameter", "given 2 times");
        (await trained.App.RefusedAsync(HttpMethod.Post, path + "?version=", body)).ExpectProblem(400, "invalid-parameter", "empty");
    }

    [Theory]
    [InlineData("text/csv", "", 400, "empty-body", "empty body")]
    [InlineData("text/csv", "id,z\na,1\n", 422, "no-usable-field", "'x', 'y'")]
    [InlineData("text/csv", "id,x\n", 422, "no-customers", "no customer")]
    [InlineData("application/json", "[]", 422, "no-customers", "no customer")]
    [InlineData("text/csv", "id,x\na,1\nb,2,3\n", 400, "invalid-csv", "Line 3 has 3 cells", "line", "3")]
    [InlineData("text/csv", "x,x\n1,2\n", 400, "duplicate-column", "'x' is there twice", "column", "x")]
    [InlineData("text/csv", ",\n1,2\n", 400, "empty-column-name", "No column has a name", "line", "1")]
    [InlineData("text/csv", "id;x;y\na;1.000;2\nb;1.234,5;3\n", 422, "number-notation", "In line 3 'x' is '1.234,5'", "line", "3")]
    [InlineData("application/json", "[{\"x\": 1}, {\"x\": \"$1,234.50\"}]", 422, "number-notation", "In item 2 'x' is '$1,234.50'", "column", "x")]
    [InlineData("text/csv", "x\n1\n\"2\n", 400, "invalid-csv", "line 3", "line", "3")]
    [InlineData("application/json", "[{\"x\": 1}, {\"x\": [2]}]", 400, "invalid-json", "item 2", "item", "2")]
    [InlineData("application/json", "[{\"x\": 1}, {\"x\"", 400, "invalid-json", "line 1", "line", "1")]
    [InlineData("application/x-ndjson", "{\"x\": 1}\n{\"x\": 2\n", 400, "invalid-json", "line", null, null)]
    [InlineData("application/xml", "<x/>", 415, "unsupported-media-type", "text/csv", null, null)]
    public async Task PredictBatch_BodyThatCannotBeUsed_IsRefused(string type, string body, int status, string kind, string detail, string? member = null, string? value = null)
    {
        var answer = await trained.App.RefusedAsync(HttpMethod.Post, "/predict/batch", new Body(Encoding.UTF8.GetBytes(body), type));

        var problem = answer.ExpectProblem(status, kind, detail);
        if (member is not null) Assert.Equal(value, problem.GetProperty(member).ToString());
    }

    [Theory]
    [InlineData("Reading:MaxBodyBytes", "500", "500 bytes")]
    [InlineData("Reading:MaxColumns", "5", "5 columns")]
    public async Task PredictBatch_LargerThanALimit_TellsTheLimit(string setting, string value, string detail)
    {
        await using var app = SegmentationApp.With((setting, value));
        await app.TrainedAsync("recency_days,y\n1,2\n2,1\n3,9\n", "?clusters=2");

        Assert.Contains(detail, (await app.RefusedAsync(HttpMethod.Post, "/predict/batch", Body.Csv(Tables.Shop(30)))).Json.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("text/html, image/*")]
    [InlineData("text/csv;q=0")]
    public async Task PredictBatch_AcceptsNoneOfTheForms_IsToldThem(string accept)
    {
        var answer = await trained.App.PredictBatchAsync(Body.Csv("x\n1\n"), accept);

        answer.ExpectProblem(406, "not-acceptable", "application/json", "application/x-ndjson", "text/csv");
    }

    /// <summary>A model with two versions and an alias, and another model.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync()
        {
            await App.TrainedAsync(Tables.Blobs, "?clusters=3&restarts=1");
            await App.TrainedAsync(Tables.Blobs, "?clusters=3&restarts=1");
            (await App.PutAliasAsync("blue", """{"version": 1}""")).Expect(200);
            await App.TrainedAsync(Tables.Five, "?model=other&clusters=2");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}

using System.Text.Json;

namespace SegmentationService.Api.Tests.Exports;

/// <summary>Protects that exports are told by their address, come as files with a tag, and answer what the service answers.</summary>
public sealed class ExportEndpointsTests
{
    private const string Exports = "/models/default/versions/champion/exports/";

    [Fact]
    public async Task Json_GoldenCustomers_AreAnsweredAsByPredict()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Shop(120), "?clusters=3&encode=country");

        var export = (await app.GetAsync(Exports + "json")).Expect(200);

        Assert.Equal(("default", 1), (export.Text("model"), export.Int("version")));
        Assert.NotEmpty(export.Items("golden"));
        foreach (var golden in export.Items("golden"))
        {
            // Who has no value at all is no customer to predict.
            if (golden.GetProperty("customer").EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.Null)) continue;
            var answer = (await app.PredictAsync(golden.GetProperty("customer").ToString())).Expect(200);
            Assert.Equal(golden.Int("segment"), answer.Int("segment"));
            Assert.Equal(golden.Number("confidence"), answer.Number("confidence"), 1e-12);
            Assert.Equal(golden.Number("distance"), answer.Number("distance"), 1e-12);
        }
    }

    [Theory]
    [InlineData("javascript", "text/javascript", "default-1.mjs")]
    [InlineData("json", "application/json", "default-1.json")]
    [InlineData("onnx", "application/octet-stream", "default-1.onnx")]
    [InlineData("pmml", "application/xml", "default-1.pmml")]
    [InlineData("sql", "application/sql", "default-1.sql")]
    public async Task File_OfEveryFormat_HasATypeANameAndATag(string format, string mediaType, string name)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        var first = await app.GetAsync(Exports + format);
        var again = await app.GetAsync(Exports + format, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal((200, mediaType), (first.Status, first.ContentType));
        Assert.Equal(("attachment", name), (first.ContentHeaders.ContentDisposition!.DispositionType, first.ContentHeaders.ContentDisposition.FileName));
        Assert.Equal((304, ""), (again.Status, again.Text));
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
    }

    [Fact]
    public async Task Onnx_ColumnCalledAsAnAnswer_IsRefusedWithTheFormatsThatCan()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync("id,distance\na,1\nb,2\nc,11\nd,12\n", "?clusters=2");

        (await app.GetAsync(Exports + "onnx")).ExpectProblem(422, "not-expressible", "'distance'", "json");
        Assert.Equal(200, (await app.GetAsync(Exports + "json")).Status);
    }

    [Theory]
    [InlineData(Exports + "excel", 400, "invalid-parameter", "javascript, json, onnx, pmml, sql")]
    [InlineData(Exports + "sql?dialect=oracle", 400, "invalid-parameter", "postgresql, duckdb, bigquery, snowflake")]
    [InlineData(Exports + "sql?table=a..b", 400, "invalid-parameter", "names with points")]
    [InlineData(Exports + "json?dialect=duckdb", 400, "invalid-parameter", "dialect")]
    [InlineData("/models/default/versions/7/exports/json", 404, "unknown-version", "'7'")]
    [InlineData("/models/other/versions/1/exports/json", 404, "unknown-model", "'other'")]
    public async Task Export_ThatThereIsNot_IsAProblem(string path, int status, string kind, string words)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.GetAsync(path)).ExpectProblem(status, kind, words);
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegmentationService.Api.Prediction;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Protects the form of answers: read and written again by the serializer, they are the same byte for byte.</summary>
public sealed class AnswerFormTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(PredictionJson.Default),
    };

    [Fact]
    public async Task Answers_ReadAndWrittenAgain_AreTheSame()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        const string Customers = """
            {"id": "a \"b\" <ü>\n", "x": 1.23, "y": 100}
            {"y": -5.5}
            {"x": "NA", "y": 3}
            {"id": 7, "x": "twelve", "y": 3}
            {"id": 8}

            """;

        foreach (var customer in Customers.Split('\n')[..3])
        {
            var single = (await app.PredictAsync(customer)).Text;
            Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<PredictResponse>(single, Web), Web), single);
        }

        var lines = (await app.PredictBatchAsync(new Body(System.Text.Encoding.UTF8.GetBytes(Customers), "application/x-ndjson"), "application/x-ndjson")).Text;
        var items = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, items.Length);
        Assert.All(items, item => Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<BatchItemResponse>(item, Web), Web), item));
    }
}

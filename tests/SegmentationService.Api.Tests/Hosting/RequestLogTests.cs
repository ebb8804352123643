using Microsoft.Extensions.Logging;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>One line a request, which tells what was done and never with which values.</summary>
public class RequestLogTests
{
    [Fact]
    public async Task Requests_OfEveryKind_AreOneLineEach()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.PredictAsync("""{"x": 1}""");
        await app.PredictAsync("""{"x": """);
        await app.PredictBatchAsync(Body.Csv("x\n1\n2\n3\n"));
        await app.GetAsync("/models/default/versions/nope");
        await app.GetAsync("/nothing/here");
        await app.GetAsync("/healthz/ready");

        var lines = app.Log.Requests.Where(line => line.Level > LogLevel.Debug).ToArray();

        string[] expected =
        [
            "POST /train answered 201 in # ms, model default, version 1, customers 5, trace #",
            "POST /predict answered 200 in # ms, model default, version 1, customers 1, trace #",
            "POST /predict answered 400 in # ms, model -, version -, customers -, trace #",
            "POST /predict/batch answered 200 in # ms, model default, version 1, customers 3, trace #",
            "GET /models/{model}/versions/{version} answered 404 in # ms, model -, version -, customers -, trace #",
            "GET (no route) answered 404 in # ms, model -, version -, customers -, trace #",
        ];
        Assert.Equal(expected, lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line.Text, @"(?<=in )[0-9.]+(?= ms)|(?<=trace ).+", "#")));
        Assert.All(lines, line => Assert.Equal(LogLevel.Information, line.Level));
    }

    [Fact]
    public async Task Log_OfAWholeSession_HasNoValueOfACustomer()
    {
        await using var app = new SegmentationApp();
        string[] secrets = ["Sarah-Secret", "4711.4711", "VALUE-X"];
        const string Csv = "customer_id,spend,visits,note\nSarah-Secret,4711.4711,3,VALUE-X\nb,2,1,c\nc,3,8,VALUE-X\n";

        await app.TrainedAsync(Csv, "?clusters=2");
        await app.TrainAsync(Csv + "Sarah-Secret,4711.4711\n");
        await app.TrainAsync(Csv + "Sarah-Secret,4711.4711e999,VALUE-X,1\n");
        await app.TrainAsync(Body.Json("""[{"spend": "VALUE-X"}, {"spend": [4711.4711]}]"""));
        await app.TrainAsync(Csv, "?clusters=VALUE-X&model=Sarah-Secret");
        await app.PredictAsync("""{"customer_id": "Sarah-Secret", "spend": 4711.4711}""");
        await app.PredictAsync("""{"customer_id": "Sarah-Secret", "spend": "VALUE-X"}""");
        await app.PredictBatchAsync(Body.Csv(Csv));
        await app.PredictBatchAsync(Body.Csv(Csv + "Sarah-Secret,4711.4711\n"));
        await app.CustomersAsync();
        await app.GetAsync("/models/Sarah-Secret?x=VALUE-X");
        await app.GetAsync("/Sarah-Secret");
        await app.GetAsync("/models/default/versions/Sarah-Secret");
        await app.GetAsync("/models/default/versions/Sarah-Secret/customers");
        await app.PutAliasAsync("Sarah-Secret", """{"version": 1}""");
        await app.PutAliasAsync("test", """{"version": "VALUE-X"}""");
        await app.DeleteAsync("/models/default/aliases/Sarah-Secret");
        await app.DeleteAsync("/models/Sarah-Secret/versions/4711.4711");
        await app.GetAsync("/samples/customers?count=VALUE-X");
        await app.GetAsync("/healthz/Sarah-Secret?x=VALUE-X");
        await app.GetAsync("/swagger/Sarah-Secret?x=VALUE-X");
        await app.GetAsync("/models", ("X-Api-Key", "Sarah-Secret"), ("Authorization", "Bearer VALUE-X"), ("User-Agent", "Sarah-Secret"), ("X-Forwarded-For", "4711.4711"));
        await app.PostAsync("/predict", new Body("VALUE-X"u8.ToArray(), "text/VALUE-X"));
        await app.PredictBatchAsync(Body.Csv(Csv), "VALUE-X/VALUE-X");

        Assert.Equal(24, app.Log.Requests.Count);
        Assert.All(app.Log.Lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line.Text + line.Exception, StringComparison.OrdinalIgnoreCase)));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>
/// The real application, asked anything: what it may answer is checked here. Every trained version is deleted when it has been checked,
/// but for one champion of each model, so that the store does not grow.
/// </summary>
internal sealed class FuzzedService : IDisposable
{
    private const int MostAskedOneByOne = 3;

    /// <summary>Members whose text is a customer's, or quotes it.</summary>
    private static readonly string[] QuotingMembers = ["name", "column", "source", "feature", "customerId", "message", "reason", "detail", "parameter", "field"];

    private readonly SegmentationApp _app;
    private readonly ApplicationPipeline _pipeline = new();
    private readonly ModelStore _store;

    public FuzzedService()
    {
        // Of the log, errors are enough: all lines of a long run would fill the memory.
        _app = new SegmentationApp(
            services => services.AddSingleton<IStartupFilter>(_pipeline),
            ("Training:Threads", "1"));
        _app.Log.Least = LogLevel.Error;
        _store = _app.Services.GetRequiredService<ModelStore>();
        foreach (var (name, csv, query) in FuzzInputs.Models) Send("/train?model=" + name + query, Body.Csv(csv), null).Expect(201);
    }

    /// <summary>What is being checked, and since when; to tell a hang.</summary>
    public (FuzzInput Input, long Since)? UnderWay { get; private set; }

    /// <summary>Sends a request and checks the answer, and what follows from it.</summary>
    public void Check(FuzzInput input)
    {
        UnderWay = (input, Stopwatch.GetTimestamp());
        var before = Stored();
        var answer = Send(input.Address, input.Body, input.Accept);
        if (answer.Status is not (200 or 201))
        {
            CheckProblem(answer);
            Assert.True(before == Stored(), $"A refused request changed the store from {before} to {Stored()}");
        }
        else if (input.Path == "/train" && answer.Status == 200)
        {
            Assert.Contains(("dryRun", "true"), input.Query);
            CheckNumbers(answer.Json, "");
            Assert.True(before == Stored(), "A dry run changed the store");
        }
        else if (input.Path == "/train")
        {
            Assert.Equal(201, answer.Status);
            CheckTrained(answer.Json);
            CheckCustomers(input, answer.Json);
            Tidy(answer.Json.Text("model"));
        }
        else
        {
            Assert.Equal(200, answer.Status);
            if (input.Path == "/predict") CheckPrediction(answer.Json);
            else Assert.NotEmpty(Assignments(answer));
            Assert.True(before == Stored(), "A prediction changed the store");
        }
    }

    /// <summary>Says that nothing is being checked any more.</summary>
    public void Rest() => UnderWay = null;

    /// <summary>Nothing is left of all that was done but the champions.</summary>
    public void CheckEnd()
    {
        Assert.All(_store.Models, model => Assert.Single(model.Versions));
        Assert.DoesNotContain(_app.Folder.Tree(), name => name.Contains(".tmp", StringComparison.Ordinal));
        Assert.Empty(_app.Log.Lines);
    }

    public void Dispose() => _app.Dispose();

    private static void CheckProblem(Answer answer)
    {
        Assert.InRange(answer.Status, 400, 499);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.StartsWith("/problems/", answer.Json.Text("type"), StringComparison.Ordinal);
        Assert.NotEqual("/problems/error", answer.Json.Text("type"));
        Assert.Equal(answer.Status, answer.Json.Int("status"));
        Assert.NotEmpty(answer.Json.Text("title"));
        Assert.NotEmpty(answer.Json.Text("detail"));
    }

    private static void CheckTrained(JsonElement trained)
    {
        // A text may say NaN where a column is named so.
        if (Array.Exists(trained.FeatureNames(), IsNoNumber)) return;
        CheckNumbers(trained, "");
        Assert.Equal(trained.Int("customers"), trained.Sizes().Sum());
        Assert.Equal(trained.Int("clusters"), trained.Items("segments").Length);
        Assert.DoesNotContain(0, trained.Sizes());
        Assert.Equal(1, trained.Items("segments").Sum(segment => segment.Number("share")), 1e-3 * trained.Int("clusters"));
        Assert.InRange(trained.GetProperty("quality").Number("inertia"), 0, double.MaxValue);
    }

    private static void CheckPrediction(JsonElement answer)
    {
        CheckNumbers(answer, "");
        CheckAssigned(Assignment.Of(answer));
        var alternatives = answer.Items("alternatives");
        Assert.Equal(answer.Int("segment"), alternatives[0].Int("segment"));
        Assert.InRange(alternatives.Sum(segment => segment.Number("confidence")), 0, 1 + 1e-9);
        for (var i = 1; i < alternatives.Length; i++) Assert.True(alternatives[i - 1].Number("distance") <= alternatives[i].Number("distance"), "Alternatives are not in order");
    }

    private static void CheckAssigned(Assignment assignment)
    {
        Assert.InRange(assignment.Segment, 1, int.MaxValue);
        Assert.NotEmpty(assignment.Name);
        Assert.True(assignment.Confidence is > 0 and <= 1, $"Confidence {assignment.Confidence}");
        Assert.True(assignment.Distance >= 0 && double.IsFinite(assignment.Distance), $"Distance {assignment.Distance}");
    }

    /// <summary>Every number can be calculated with, and none is hidden in a text.</summary>
    private static void CheckNumbers(JsonElement element, string member)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var child in element.EnumerateObject()) CheckNumbers(child.Value, child.Name);
                break;
            case JsonValueKind.Array:
                foreach (var child in element.EnumerateArray()) CheckNumbers(child, member);
                break;
            case JsonValueKind.Number:
                Assert.True(double.IsFinite(element.GetDouble()), $"{member} is {element.GetRawText()}");
                break;
            case JsonValueKind.String when !QuotingMembers.Contains(member):
                Assert.False(IsNoNumber(element.GetString()!), $"{member} is '{element.GetString()}'");
                break;
        }
    }

    private static bool IsNoNumber(string text) => text.Contains("NaN", StringComparison.Ordinal) || text.Contains("Infinity", StringComparison.Ordinal) || text.Contains('∞');

    /// <summary>What /customers says of the training customers is what /predict and /predict/batch say of them.</summary>
    private void CheckCustomers(FuzzInput input, JsonElement trained)
    {
        var version = trained.Int("version").ToString(CultureInfo.InvariantCulture);
        var model = trained.Text("model");
        var file = Send($"/models/{model}/versions/{version}/customers", null, null);
        Assert.Equal(200, file.Status);
        Assignment[] customers = [.. CsvRows.Parse(file.Text).Skip(1).Select(Assignment.Of)];
        Assert.Equal(trained.Int("customers"), customers.Length);
        Assert.All(customers, CheckAssigned);
        Assert.Equal(trained.Sizes(), customers.CountBy(customer => customer.Segment).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.DoesNotContain(customers, customer => customer.Outlier);

        // Predictions read plain numbers only, so they cannot read back a table in another notation.
        if (trained.Notices("number_notation").Length > 0) return;

        var query = $"?model={model}&version={version}";
        // A log is scored as of the moment of its training, and its dates are read alike.
        var orders = input.IsOrders ? "&input=transactions" + string.Concat(input.Query.Where(given => given.Name is "asOf" or "dateFormat").Select(given => $"&{given.Name}=" + Uri.EscapeDataString(given.Value))) : "";
        var batch = Send("/predict/batch" + query + orders, input.Body, Assignment.Formats[input.Body.Bytes.Length % Assignment.Formats.Length]);
        // The notice is missing for a column that has a name of ids and is used as numbers.
        if (batch.Status == 422 && batch.Json.Text("type") == "/problems/number-notation") return;
        // The fields of a form are parameters, of which a batch has others than a training.
        if (batch.Status == 400 && batch.Json.Text("type") == "/problems/invalid-parameter") return;
        Assert.True(batch.Status == 200, $"Trained, but as a batch {batch.Status}: {batch.Text}");
        var assigned = Assignments(batch);
        // The customers are CSV.
        Assert.Equal(customers, assigned.OfType<Assignment>().Select(assignment => batch.ContentType == "text/csv" ? assignment : assignment with { Id = AsCsv(assignment.Id!), Name = AsCsv(assignment.Name) }));

        if (input.Objects is not { } objects) return;
        Assert.Equal(objects.Length, assigned.Length);
        for (var i = 0; i < objects.Length; i += Math.Max(1, objects.Length / MostAskedOneByOne))
        {
            var one = Send("/predict" + query, Body.Json(objects[i]), null);
            if (assigned[i] is not { } expected)
            {
                CheckProblem(one);
                continue;
            }

            Assert.True(one.Status == 200, $"Trained, but alone {one.Status}: {one.Text} for {objects[i]}");
            CheckPrediction(one.Json);
            var alone = Assignment.Of(one.Json) with { Id = null };
            Assert.Equal(expected with { Id = null }, batch.ContentType == "text/csv" ? alone with { Name = AsCsv(alone.Name) } : alone);
        }
    }

    /// <summary>The answers of a batch in any format; null for a customer that could not be assigned, which its notices explain.</summary>
    private static Assignment?[] Assignments(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        Assignment?[] assignments;
        if (answer.ContentType == "text/csv") assignments = [.. CsvRows.Parse(answer.Text).Skip(1).Select(cells => cells[1].Length > 0 ? Assignment.Of(cells) : Unassigned(cells[8]))];
        else
        {
            JsonElement[] items = answer.ContentType == "application/json"
                ? [.. answer.Json.EnumerateArray()]
                : [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
            foreach (var item in items) CheckNumbers(item, "");
            assignments = [.. items.Select(item => item.GetProperty("segment").ValueKind == JsonValueKind.Number ? Assignment.Of(item) : Unassigned(item.Items("notices")[0].Text("message")))];
        }

        Assert.All(assignments.OfType<Assignment>(), CheckAssigned);
        return assignments;

        static Assignment? Unassigned(string why)
        {
            Assert.NotEmpty(why);
            return null;
        }
    }

    /// <summary>A text as CSV has it: marked wherever a spreadsheet would take it for a formula.</summary>
    private static string AsCsv(string text)
    {
        var marked = Regex.Replace(text, @"(^|[;|\t\r\n])([=@＝＋－＠]|[+-][^;|\t\r\n]*)", part => IsNumber(part.Groups[2].Value) ? part.Value : part.Groups[1].Value + "'" + part.Groups[2].Value);
        return text.Length > 0 && "\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + marked : marked;

        static bool IsNumber(string part) =>
            double.TryParse(part, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
    }

    private Answer Send(string address, Body? body, string? accept)
    {
        var answer = _pipeline.Send(_app.Services, address, body, accept);
        Assert.True(answer.Status < 500, $"{address}: {answer.Status} {answer.Text} {_app.Log.Lines.LastOrDefault(line => line.Exception is not null)?.Exception}");
        return answer;
    }

    /// <summary>All versions and aliases.</summary>
    private string Stored() => string.Join(' ', _store.Models.Select(model => $"{model.Name}:{string.Join(',', model.VersionsAndAliases())}"));

    /// <summary>Deletes all versions of a model but the champion.</summary>
    private void Tidy(string model)
    {
        foreach (var version in _store.Find(model)!.Versions) _store.DeleteVersion(model, version.Version);
    }

    /// <summary>What is said of a customer; the numbers are compared to the last bit.</summary>
    private sealed record Assignment(string? Id, int Segment, string Name, double Confidence, double Distance, bool Outlier)
    {
        public static readonly string[] Formats = ["text/csv", "application/json", "application/x-ndjson"];

        public static Assignment Of(string[] cells) => new(
            cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture), bool.Parse(cells[5]));

        public static Assignment Of(JsonElement item) => new(
            item.GetProperty("customerId").GetString(), item.Int("segment"), item.Text("name"), item.Number("confidence"), item.Number("distance"), item.GetProperty("outlier").GetBoolean());
    }
}

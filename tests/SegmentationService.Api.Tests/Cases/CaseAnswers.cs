using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>Runs a case: sends its requests, and holds what was answered.</summary>
/// <param name="app">The service.</param>
/// <param name="folder">Where the files lie that cases name.</param>
/// <param name="tried">The case.</param>
internal sealed class CaseAnswers(SegmentationApp app, string folder, Case tried)
{
    private const string Boundary = "b";

    private readonly List<Answer> _answers = [];

    private string Model => "case-" + string.Concat(tried.Id.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));

    /// <summary>The answer to a step.</summary>
    /// <param name="step">Its place, from 0.</param>
    public Answer this[int step] => _answers[step];

    /// <summary>Sends the requests.</summary>
    /// <returns>What was seen of each expectation that does not hold; none where the case holds.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        foreach (var step in tried.Steps) _answers.Add(await SendAsync(step, Model));

        var missed = _answers.Where(answer => answer.Status >= 500).Select(answer => $"{answer.Status}: {answer.Text}").ToList();
        foreach (var expectation in tried.Expect)
            if (await CaseExpectations.MissedAsync(expectation, this) is { } seen) missed.Add(seen);
        return missed;
    }

    /// <summary>The customers of the version that was trained, by id; none where there is no version.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> CustomersAsync()
    {
        var answer = await app.GetAsync($"/models/{Model}/versions/champion/customers");
        if (answer.Status != 200) return new Dictionary<string, IReadOnlyDictionary<string, string>>();
        var rows = CsvRows.Parse(answer.Text);
        return rows.Skip(1).ToDictionary(row => row[0], IReadOnlyDictionary<string, string> (row) => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    /// <summary>What another input gives as a model of its own.</summary>
    /// <param name="input">Its lines, or the name of its file.</param>
    /// <param name="query">The parameters.</param>
    public Task<Answer> TrainOtherAsync(JsonElement input, IReadOnlyDictionary<string, JsonElement> query)
    {
        var step = input.ValueKind == JsonValueKind.Array
            ? new CaseStep { Query = query, Lines = [.. input.EnumerateArray().Select(line => line.GetString()!)] }
            : new CaseStep { Query = query, File = input.GetString() };
        return SendAsync(step, Model + "-clean");
    }

    private Task<Answer> SendAsync(CaseStep step, string model)
    {
        var query = step.Query.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value.ToString())}").Append("model=" + model);
        return app.SendAsync(new HttpMethod(step.Method), $"{step.Path}?{string.Join('&', query)}", BodyOf(step), [.. step.Headers.Select(header => (header.Key, header.Value))]);
    }

    private Body? BodyOf(CaseStep step)
    {
        if (step.Json is { } json) return Body.Json(json.GetRawText()) with { ContentType = step.Type ?? "application/json" };
        var bytes = step.Base64
            ?? (step.File is { } file ? File.ReadAllBytes(Path.Combine(folder, file)) : null)
            ?? ((step.Lines ?? tried.Lines) is { } lines ? Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n') : null);
        if (bytes is null) return null;
        return step.Form is null ? new Body(bytes, step.Type ?? "text/csv") : new Body(FormOf(step, bytes), "multipart/form-data; boundary=" + Boundary);
    }

    private static byte[] FormOf(CaseStep step, byte[] bytes)
    {
        var fields = string.Concat(step.Form!.Select(field => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field.Key}\"\r\n\r\n{field.Value}\r\n"));
        var file = string.Create(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{step.File ?? "customers.csv"}\"\r\nContent-Type: {step.Type ?? "text/csv"}\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(fields + file), .. bytes, .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n")];
    }
}

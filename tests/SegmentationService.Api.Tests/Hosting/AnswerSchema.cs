using System.Text.Json;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Compares answers with the document: statuses, headers, and each member with its schema. As much of JSON Schema as the document uses, and no more.</summary>
/// <param name="document">The OpenAPI document.</param>
internal sealed class AnswerSchema(JsonElement document)
{
    private static readonly string[] Headers = ["Location", "ETag", "X-Model-Version", "X-Rows", "X-Rows-Unassigned", "X-Outliers"];

    /// <summary>What an answer has otherwise than the document says; empty where it says the truth.</summary>
    /// <param name="operation">The call, such as <c>GET /models/{model}</c>.</param>
    /// <param name="answer">What it answered.</param>
    public IReadOnlyList<string> Faults(string operation, Answer answer)
    {
        var (method, path) = (operation.Split(' ')[0].ToLowerInvariant(), operation.Split(' ')[1]);
        var responses = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");
        if (!responses.TryGetProperty($"{answer.Status}", out var response)) return [$"{operation}: {answer.Status} is not described: {answer.Text}"];

        var faults = new List<string>();
        foreach (var header in Headers)
        {
            var isDescribed = response.TryGetProperty("headers", out var described) && described.Has(header);
            if (isDescribed != answer.Headers.Contains(header)) faults.Add($"{operation} {answer.Status}: the header {header} is {(isDescribed ? "described and not sent" : "sent and not described")}");
        }

        if (answer.ContentType?.EndsWith("json", StringComparison.Ordinal) == true)
            Compare(answer.Json, response.GetProperty("content").GetProperty(answer.ContentType).GetProperty("schema"), $"{operation} {answer.Status}", faults);
        return faults;
    }

    private void Compare(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("oneOf", out var either))
        {
            if (value.ValueKind != JsonValueKind.Null) Compare(value, either.EnumerateArray().Single(one => one.Has("$ref")), place, faults);
            else if (!either.EnumerateArray().Any(one => one.TryGetProperty("type", out var type) && type.ValueEquals("null"))) faults.Add($"{place} is null");
            return;
        }

        if (schema.TryGetProperty("type", out var types) && !(types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Any(type => IsOf(value, type.GetString()!)) : IsOf(value, types.GetString()!)))
            faults.Add($"{place} is {value.ValueKind}, not {types}");
        else if (value.ValueKind == JsonValueKind.Object) CompareMembers(value, schema, place, faults);
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray()) Compare(item, items, place + "[]", faults);
        }
        else if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("x-extensible-enum", out var known) && !known.EnumerateArray().Any(name => name.ValueEquals(value.GetString())))
            faults.Add($"{place} is '{value}', which is not among its values");
    }

    private void CompareMembers(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(name => !value.Has(name.GetString()!)).Select(name => $"{place}.{name} is required and missing"));
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known)) Compare(member.Value, known, $"{place}.{member.Name}", faults);
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object) Compare(member.Value, others, $"{place}.*", faults);
            else if (properties.ValueKind == JsonValueKind.Object) faults.Add($"{place}.{member.Name} is not described");
        }
    }

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.String => type == "string",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        _ => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
    };
}

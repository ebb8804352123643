using System.Net.Http.Headers;
using System.Text.Json;

namespace SegmentationService.Api.Tests;

/// <summary>A response, read to its end.</summary>
internal sealed record Answer(int Status, string? ContentType, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement;

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Answer(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                await response.Content.ReadAsStringAsync(),
                response.Headers,
                response.Content.Headers);
        }
    }

    /// <summary>The body, when the status is the expected one; else the test fails with what the body says.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(status == Status, $"{Status} instead of {status}: {Text}");
        return Json;
    }

    /// <summary>Asserts that this is a problem of RFC 9457 with a status, a type, and words in its detail.</summary>
    public JsonElement ExpectProblem(int status, string kind, params string[] inDetail)
    {
        Assert.True(status == Status, $"{Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal("/problems/" + kind, Json.Text("type"));
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Json.Text("title"));
        Assert.NotEmpty(Json.Text("traceId"));
        foreach (var words in inDetail) Assert.Contains(words, Json.Text("detail"), StringComparison.Ordinal);
        return Json;
    }
}

/// <summary>Short ways through JSON.</summary>
internal static class JsonElements
{
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static JsonElement[] Items(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    /// <summary>The item of a list whose member has a value, such as the feature named "a".</summary>
    public static JsonElement Item(this JsonElement element, string list, string member, string value) =>
        element.Items(list).Single(item => item.GetProperty(member).ToString() == value);

    public static string[] Names(this JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    public static int[] Sizes(this JsonElement trained) => [.. trained.Items("segments").Select(segment => segment.Int("size"))];

    public static string[] FeatureNames(this JsonElement trained) => [.. trained.Items("features").Select(feature => feature.Text("name"))];

    /// <summary>The messages of the notices of a kind.</summary>
    public static string[] Notices(this JsonElement trained, string code) =>
        [.. trained.Items("notices").Where(notice => notice.Text("code") == code).Select(notice => notice.Text("message"))];
}

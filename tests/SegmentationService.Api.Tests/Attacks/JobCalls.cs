using System.Text.Json;
using SegmentationService.Api.Tests.Jobs;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>The calls of those who train by jobs, to a process of the service.</summary>
internal static class JobCalls
{
    /// <summary>A training that ends long after any test.</summary>
    public const string Endless = "clusters=3000&restarts=1000";

    public static string LargeTable { get; } = Tables.Noise(20_000, 8, seed: 5);

    public static async Task<string> SubmitAsync(this HttpClient client, string query, string table, string? key = null)
    {
        using var request = Request(query, table, key);
        request.Headers.Add("Prefer", "respond-async");
        return (await Answer.OfAsync(await client.SendAsync(request))).Expect(202).Text("id");
    }

    public static async Task<Answer> TrainAsync(this HttpClient client, string query, string table, string? key = null)
    {
        using var request = Request(query, table, key);
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    public static async Task<Answer> JobAsync(this HttpClient client, string id) => await Answer.OfAsync(await client.GetAsync(new Uri($"/jobs/{id}", UriKind.Relative)));

    public static async Task<Answer> DeleteJobAsync(this HttpClient client, string id) => await Answer.OfAsync(await client.DeleteAsync(new Uri($"/jobs/{id}", UriKind.Relative)));

    /// <summary>The job once it has a status, which must be soon.</summary>
    public static Task<JsonElement> JobInAsync(this HttpClient client, string id, params string[] statuses) =>
        JobVerbs.WaitAsync(async () => (await client.JobAsync(id)).Expect(200), statuses);

    /// <summary>The numbers of all versions of a model, on however many pages they stand.</summary>
    public static async Task<int[]> VersionsAsync(this HttpClient client, string model)
    {
        var versions = new List<int>();
        for (var after = 0; ;)
        {
            var page = await Answer.OfAsync(await client.GetAsync(new Uri($"/models/{model}?after={after}", UriKind.Relative)));
            if (page.Status == 404) return [.. versions];
            versions.AddRange(page.Expect(200).Items("versions").Select(version => version.Int("version")));
            if (!page.Json.TryGetProperty("next", out var next)) return [.. versions];
            after = next.GetInt32();
        }
    }

    private static HttpRequestMessage Request(string query, string table, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/train?" + query) { Content = Body.Csv(table).ToContent() };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }
}

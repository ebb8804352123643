using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SegmentationService.Api.Hosting;
using SegmentationService.Api.Tests.Storage;
using Serilog;
using Serilog.Events;

namespace SegmentationService.Api.Tests;

/// <summary>The whole application on a folder of its own, and the verbs of its users.</summary>
public sealed class SegmentationApp : WebApplicationFactory<Program>
{
    private readonly Action<IServiceCollection>? _services;
    private readonly (string Name, string Value)[] _settings;
    private TemporaryFolder? _folder;
    private HttpClient? _client;

    public SegmentationApp()
        : this(null)
    {
    }

    /// <param name="services">Replaces services.</param>
    /// <param name="settings">Settings over those of appsettings.json.</param>
    internal SegmentationApp(Action<IServiceCollection>? services, params (string Name, string Value)[] settings)
        : this(new TemporaryFolder(), services, settings)
    {
    }

    private SegmentationApp(TemporaryFolder folder, Action<IServiceCollection>? services, (string Name, string Value)[] settings)
    {
        _folder = folder;
        _services = services;
        _settings = settings;
        ClientOptions.AllowAutoRedirect = false;
    }

    internal RecordingLog Log { get; } = new();

    internal TemporaryFolder Folder => _folder ?? throw new InvalidOperationException("The folder belongs to the application started after this one.");

    private HttpClient Client => _client ??= CreateClient();

    /// <summary>An application with settings such as <c>("Training:Queue", "0")</c>.</summary>
    internal static SegmentationApp With(params (string Name, string Value)[] settings) => new(null, settings);

    /// <summary>Stops this application and starts another on the same folder.</summary>
    /// <param name="settings">Settings over those that this one had.</param>
    internal async Task<SegmentationApp> RestartAsync(params (string Name, string Value)[] settings)
    {
        var folder = Folder;
        _folder = null;
        await DisposeAsync();
        return new SegmentationApp(folder, _services, [.. _settings, .. settings]);
    }

    internal Task<Answer> TrainAsync(Body body, string query = "", string? accept = null) => PostAsync("/train" + query, body, accept);

    internal Task<Answer> TrainAsync(string csv, string query = "") => TrainAsync(Body.Csv(csv), query);

    /// <summary>Trains where training is not what is tested: it must succeed.</summary>
    internal async Task<System.Text.Json.JsonElement> TrainedAsync(string csv, string query = "") => (await TrainAsync(csv, query)).Expect(201);

    internal async Task<System.Text.Json.JsonElement> TrainedAsync(Body body, string query = "") => (await TrainAsync(body, query)).Expect(201);

    internal Task<Answer> PredictAsync(string json, string query = "") => PostAsync("/predict" + query, Body.Json(json));

    internal Task<Answer> PredictBatchAsync(Body body, string? accept = null, string query = "") => PostAsync("/predict/batch" + query, body, accept);

    /// <summary>The training customers of a version, as rows of cells, the header first.</summary>
    internal async Task<IReadOnlyList<string[]>> CustomersAsync(string model = "default", string version = "champion")
    {
        var answer = await GetAsync($"/models/{model}/versions/{version}/customers");
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("text/csv", answer.ContentType);
        return CsvRows.Parse(answer.Text);
    }

    internal Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    internal Task<Answer> PutAliasAsync(string alias, string body, string model = "default") =>
        SendAsync(HttpMethod.Put, $"/models/{model}/aliases/{alias}", Body.Json(body));

    /// <summary>A version as one file.</summary>
    internal async Task<byte[]> ExportAsync(string model, string version)
    {
        using var response = await Client.GetAsync($"/models/{model}/versions/{version}/export");
        Assert.Equal((200, "application/zip"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        return await response.Content.ReadAsByteArrayAsync();
    }

    internal Task<Answer> ImportAsync(string model, byte[] archive, string query = "") =>
        PostAsync($"/models/{model}/import{query}", new Body(archive, "application/zip"));

    internal Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    internal Task<Answer> PostAsync(string path, Body? body, string? accept = null) =>
        SendAsync(HttpMethod.Post, path, body, accept is null ? [] : [("Accept", accept)]);

    internal async Task<Answer> SendAsync(HttpMethod method, string path, Body? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body?.ToContent() };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    /// <summary>The SHA-256 of a stored model.</summary>
    internal string ModelHash(string model, int version) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Folder.At(model, version.ToString(System.Globalization.CultureInfo.InvariantCulture), "model.json"))));

    /// <summary>All that the store holds and says: what GET /models answers, and every file with its content.</summary>
    internal async Task<string> StateAsync()
    {
        var state = new StringBuilder((await GetAsync("/models")).Text);
        foreach (var name in Folder.Tree())
        {
            var path = Folder.At(name);
            state.Append('\n').Append(name);
            if (File.Exists(path)) state.Append(' ').Append(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
        }

        return state.ToString();
    }

    /// <summary>
    /// Sends a request that is to be refused, and asserts that it is refused in the same way whoever asks, and that nothing was changed: a client that likes CSV best gets the same problem, and one that takes
    /// nothing but CSV gets it, too, where the call could answer with CSV, and else is told that.
    /// </summary>
    internal async Task<Answer> RefusedAsync(HttpMethod method, string path, Body? body)
    {
        var before = await StateAsync();
        var answer = await SendAsync(method, path, body);
        Assert.InRange(answer.Status, 400, 499);
        foreach (var accept in (string[])["text/csv, */*;q=0.1", "text/csv"])
        {
            var toCsvClient = await SendAsync(method, path, body, ("Accept", accept));
            Assert.Equal("application/problem+json", toCsvClient.ContentType);
            Assert.NotEmpty(toCsvClient.Json.Text("traceId"));
            if (accept == "text/csv" && toCsvClient.Status == 406) continue;
            Assert.Equal(answer.Status, toCsvClient.Status);
            Assert.Equal(answer.Json.Text("type"), toCsvClient.Json.Text("type"));
            Assert.Equal(answer.Json.Text("detail"), toCsvClient.Json.Text("detail"));
        }

        Assert.Equal(before, await StateAsync());
        return answer;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("Storage:Path", Folder.Path);
        foreach (var (name, value) in _settings) builder.UseSetting(name, value);
        builder.ConfigureTestServices(services =>
        {
            // Lines go to Log, and not to the console.
            services.RemoveAll<RequestLineWriter>();
            services.AddSerilog(logging => logging.MinimumLevel.Verbose().MinimumLevel.Override("Microsoft", LogEventLevel.Warning).WriteTo.Sink(Log), preserveStaticLogger: true);
            _services?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder?.Dispose();
        _folder = null;
    }
}

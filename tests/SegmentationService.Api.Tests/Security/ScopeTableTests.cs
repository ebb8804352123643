using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SegmentationService.Api.Tests.Security;

/// <summary>The page on security lists who may do what. The list is made of the endpoints, so that it promises nothing that is not so; <c>RENEW_ANSWERS=1</c> writes it.</summary>
public sealed class ScopeTableTests : IAsyncDisposable
{
    private const string PagePath = "src/SegmentationService.Api/Security/README.md";
    private const string Head = "| call | scope |\n| --- | --- |\n";

    private SegmentationApp App { get; } = new();

    [Fact]
    public void Table_OfThePage_IsThatOfTheEndpoints()
    {
        var rows = App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => (
                Path: endpoint.RoutePattern.RawText!.TrimEnd('/'), Method: method, Scope: endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy)))
            .OrderBy(call => call.Path, StringComparer.Ordinal).ThenBy(call => call.Method, StringComparer.Ordinal)
            .Select(call => $"| `{call.Method} {call.Path}` | {Words(call.Scope)} |\n");
        var table = Head + string.Concat(rows);

        var path = Path.Combine(Repository.Root, PagePath);
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var start = page.IndexOf(Head, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{PagePath} has no table of calls and scopes.");
        var shown = page[start..page.IndexOf("\n\n", start, StringComparison.Ordinal)] + "\n";
        if (Environment.GetEnvironmentVariable("RENEW_ANSWERS") is { Length: > 0 }) File.WriteAllText(path, page.Replace(shown, table, StringComparison.Ordinal));
        else Assert.Equal(table, shown);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static string Words(string? scope) => scope switch
    {
        null => "none, also without a key",
        "any" => "any",
        _ => string.Join(" or ", scope.Split(" or ").Select(name => $"`{name}`")),
    };
}

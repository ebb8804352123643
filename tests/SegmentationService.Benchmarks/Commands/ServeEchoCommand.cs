using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>serve-echo [--urls http://127.0.0.1:8081]</c>: what ASP.NET Core itself costs, to set <c>/predict</c> beside. <c>POST /echo</c> parses a
/// customer of seven fields and answers a small object: bound and written by the framework, source-generated, nothing logged.
/// </summary>
/// <remarks>
/// Measure both in one run and in alternation, with the same garbage collector (the service has the server's, so
/// <c>DOTNET_gcServer=1</c> for this command), and a wrk script that posts customers:
/// <code>
/// wrk -t1 -c32 -d5s --latency -s predict.lua http://127.0.0.1:8081/echo
/// wrk -t1 -c32 -d5s --latency -s predict.lua http://127.0.0.1:8080/predict
/// </code>
/// where predict.lua is
/// <code>
/// wrk.method = "POST"
/// wrk.headers["Content-Type"] = "application/json"
/// wrk.body = '{"recency_days":37,"orders":8,"spend":151.70,"avg_basket":27.30,"tenure_months":1.7,"discount_share":0.0137,"support_tickets":1}'
/// </code>
/// </remarks>
internal static class ServeEchoCommand
{
    private const string DefaultUrl = "http://127.0.0.1:8081";

    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(DefaultUrl);
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, EchoJson.Default));
        var app = builder.Build();
        app.MapPost("/echo", (EchoCustomer customer) => TypedResults.Ok(new EchoSegment(customer.Orders > 20 ? 1 : 2, 0.5 + (customer.DiscountShare / 2))));
        app.Run();
    }
}

/// <summary>The customer that the echo parses.</summary>
internal sealed record EchoCustomer(
    [property: JsonPropertyName("recency_days")] double RecencyDays,
    [property: JsonPropertyName("orders")] double Orders,
    [property: JsonPropertyName("spend")] double Spend,
    [property: JsonPropertyName("avg_basket")] double AvgBasket,
    [property: JsonPropertyName("tenure_months")] double TenureMonths,
    [property: JsonPropertyName("discount_share")] double DiscountShare,
    [property: JsonPropertyName("support_tickets")] double SupportTickets);

/// <summary>What the echo answers.</summary>
internal sealed record EchoSegment([property: JsonPropertyName("segment")] int Id, [property: JsonPropertyName("confidence")] double Confidence);

[JsonSerializable(typeof(EchoCustomer))]
[JsonSerializable(typeof(EchoSegment))]
internal sealed partial class EchoJson : JsonSerializerContext;

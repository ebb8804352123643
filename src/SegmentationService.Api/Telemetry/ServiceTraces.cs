using System.Diagnostics;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Telemetry;

/// <summary>The spans of the service: those of requests, which ASP.NET Core makes, and the phases of trainings. None has a value of a customer, or a path as it was sent.</summary>
internal static class ServiceTraces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "SegmentationService";

    /// <summary>What the instrumentation takes over from a request as it was sent: it may hold anything, a customer's value too.</summary>
    private static readonly string[] AsItWasSent = ["url.path", "url.query", "url.full", "user_agent.original", "server.address", "server.port", "client.address", "http.request.method_original"];

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Takes off a span all that its request was sent with and that is no template or number.</summary>
    public static void LeaveOutWhatWasSent(Activity activity)
    {
        foreach (var tag in AsItWasSent) activity.SetTag(tag, null);
    }

    /// <summary>Describes the request under way by what its log line says.</summary>
    /// <param name="line">The line.</param>
    /// <param name="method">The method.</param>
    /// <param name="route">The template of the address, never the address.</param>
    public static void Describe(RequestLine line, string method, string route)
    {
        if (!Source.HasListeners() || Activity.Current is not { IsAllDataRequested: true } activity) return;
        activity.DisplayName = $"{method} {route}";
        if (line.Model is null) return;
        activity.SetTag("segmentation.model", line.Model);
        activity.SetTag("segmentation.version", line.Version);
        activity.SetTag("segmentation.customers", line.Customers);
    }

    /// <summary>Adds something that is over to the request under way.</summary>
    public static void AddSpan(string name, DateTimeOffset start, DateTimeOffset end)
    {
        using var span = Source.StartActivity(ActivityKind.Internal, startTime: start, name: name);
        span?.SetEndTime(end.UtcDateTime);
    }
}

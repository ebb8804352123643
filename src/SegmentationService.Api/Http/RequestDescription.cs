using System.Diagnostics;

namespace SegmentationService.Api.Http;

/// <summary>What handlers add to the log line of the request under way, and the id that it shares with problems.</summary>
internal static class RequestDescription
{
    /// <summary>What the line of this request tells of the model that it was about.</summary>
    public static void Describe(this HttpContext context, string model, int? version, int? customers = null) =>
        context.Features.Get<RequestLine>()!.Describe(model, version, customers);

    /// <summary>What the line of this request tells of who sent it.</summary>
    public static void DescribeCaller(this HttpContext context, string key) => context.Features.Get<RequestLine>()!.DescribeCaller(key);

    /// <summary>The id that the log and a problem share.</summary>
    public static string TraceId(this HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;
}

namespace SegmentationService.Api.Protocols;

/// <summary>What the service calls itself.</summary>
internal static class ServiceName
{
    /// <summary>Its name.</summary>
    public const string Name = "SegmentationService";

    /// <summary>Its version, such as 1.0.0.</summary>
    public static string Version { get; } = typeof(ServiceName).Assembly.GetName().Version!.ToString(fieldCount: 3);
}

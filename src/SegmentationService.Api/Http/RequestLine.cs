using System.Diagnostics;

namespace SegmentationService.Api.Http;

/// <summary>What the log tells of the request under way besides method, route and status: a feature of the request, filled by those who know it.</summary>
internal sealed class RequestLine
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The model that it was about; null for none.</summary>
    public string? Model { get; private set; }

    /// <summary>The version that it was about.</summary>
    public int? Version { get; private set; }

    /// <summary>How many customers it was about.</summary>
    public int? Customers { get; private set; }

    /// <summary>The name of the key that it was sent with; null without one.</summary>
    public string? Key { get; private set; }

    /// <summary>Since it began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Adds what it was about.</summary>
    public void Describe(string model, int? version, int? customers) =>
        (Model, Version, Customers) = (model, version, customers ?? Customers);

    /// <summary>Adds by which key it was sent.</summary>
    /// <param name="key">The name of the key.</param>
    public void DescribeCaller(string key) => Key = key;
}

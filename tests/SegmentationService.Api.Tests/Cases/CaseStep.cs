using System.Text.Json;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>A request of a case.</summary>
internal sealed record CaseStep
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The path.</summary>
    public string Path { get; init; } = "/train";

    /// <summary>The parameters, but for <c>model</c>, which every case has of its own.</summary>
    public IReadOnlyDictionary<string, JsonElement> Query { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The content type; by default that of what is sent.</summary>
    public string? Type { get; init; }

    /// <summary>The lines of the body.</summary>
    public string[]? Lines { get; init; }

    /// <summary>A file that is the body, in the folder of the cases.</summary>
    public string? File { get; init; }

    /// <summary>The body where lines cannot hold it.</summary>
    public byte[]? Base64 { get; init; }

    /// <summary>JSON that is the body.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>Fields of a form that stand before the body, which is then a file of that form; by default the body is sent as it is.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }
}

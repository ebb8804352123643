using System.Text.Json;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>A small input as people send it, and what is right for it.</summary>
internal sealed record Case
{
    /// <summary>Its name among all cases.</summary>
    public required string Id { get; init; }

    /// <summary>What is particular about the input, in the words of those who send it.</summary>
    public string Defect { get; init; } = "";

    /// <summary>The lines of the input that steps send which bring none of their own.</summary>
    public string[]? Lines { get; init; }

    /// <summary>The requests, one after the other, about one model; by default the input is sent to <c>POST /train</c>.</summary>
    public CaseStep[] Steps { get; init; } = [new()];

    /// <summary>What is expected: see <see cref="CaseExpectations"/>.</summary>
    public required JsonElement[] Expect { get; init; }

    /// <summary>Why the case does not hold yet; null for one that does.</summary>
    public string? NotYet { get; init; }
}

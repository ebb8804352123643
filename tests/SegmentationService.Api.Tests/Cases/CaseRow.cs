namespace SegmentationService.Api.Tests.Cases;

/// <summary>A row of the table of what may be wrong with a file, and the cases that prove it.</summary>
internal sealed record CaseRow
{
    /// <summary>What is in the file, as Markdown.</summary>
    public required string InTheFile { get; init; }

    /// <summary>What the service does, as Markdown.</summary>
    public required string Does { get; init; }

    /// <summary>At least one.</summary>
    public required Case[] Cases { get; init; }

    /// <summary>The row as it stands on the page.</summary>
    public string Markdown => $"| {InTheFile} | {Does} |";
}

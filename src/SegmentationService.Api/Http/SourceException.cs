namespace SegmentationService.Api.Http;

/// <summary>What can be wrong with a source: files on the volume of the data, or a table of a database, that a call names. Each value is one stable kind of problem.</summary>
internal enum SourceDefect
{
    /// <summary>The service has no volume of data, or the path leads out of it.</summary>
    NotAllowed,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>A file has other columns than the first.</summary>
    Differs,

    /// <summary>A file has changed since the work on it began.</summary>
    Changed,

    /// <summary>There is something already where the answers would be written.</summary>
    TargetExists,

    /// <summary>A database cannot be reached, or failed in the middle.</summary>
    Unavailable,
}

/// <summary>A source, or the target of what is made of one, cannot be used.</summary>
/// <param name="defect">The kind of problem.</param>
/// <param name="message">What is wrong, where, and what is allowed.</param>
internal sealed class SourceException(SourceDefect defect, string message) : Exception(message)
{
    public SourceDefect Defect { get; } = defect;

    /// <summary>The file, as the source names it; null where it is no single one.</summary>
    public string? File { get; init; }
}

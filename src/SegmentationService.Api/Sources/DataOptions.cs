namespace SegmentationService.Api.Sources;

/// <summary>Where the data lies that calls may name instead of sending it. Configuration section <c>Data</c>.</summary>
internal sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>The folder whose files a source may name; a relative one is below the current directory. Empty: no call may name a file.</summary>
    public string Path { get; set; } = "";
}

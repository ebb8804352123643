namespace SegmentationService.Api.Sources;

/// <summary>Files on the volume of the data.</summary>
/// <param name="Path">Relative to the volume; a wildcard in the last part stands for several files.</param>
internal sealed record SourcePath(string Path);

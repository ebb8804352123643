namespace SegmentationService.Api.Reading;

/// <summary>A temporary file cannot be made or written; the inner exception has the cause.</summary>
internal sealed class TemporaryFileException(IOException cause) : IOException("A temporary file cannot be made or written.", cause);

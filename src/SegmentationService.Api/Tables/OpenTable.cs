using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tables;

/// <summary>A kept table that is being read. It stays readable to its end, also when it is removed meanwhile.</summary>
/// <param name="record">What is known of it.</param>
/// <param name="file">Its body, at the beginning; closed with this.</param>
/// <param name="progress">Told which share of it has been read, 0 to 1; null where nobody asks.</param>
internal sealed class OpenTable(TableRecord record, FileStream file, Action<double>? progress) : IAsyncDisposable
{
    public TableRecord Record => record;

    /// <summary>The body as it was sent; it is read once.</summary>
    public TableBody Body { get; } = new(BodyFile.Read(file, progress), record.ContentType, record.ContentEncoding, record.Bytes) { File = file };

    /// <summary>The same, to be read as it was for a version that was trained on it.</summary>
    /// <param name="source">What the version was trained on.</param>
    public TableBody BodyFor(VersionSource? source) => Body with { Sheet = source?.Sheet, LeftOutLines = SkipLinesQuery.Of(source?.SkipLines) };

    public ValueTask DisposeAsync() => file.DisposeAsync();
}

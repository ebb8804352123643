using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tables;

/// <summary>The threads that read and write the folder of the tables.</summary>
internal sealed class TableThreads() : DiskThreads("Tables", Most)
{
    private const int Most = 3;
}

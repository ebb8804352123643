using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Drift;

/// <summary>The threads that read what others have counted.</summary>
internal sealed class DriftThreads() : DiskThreads("Drift", Most)
{
    private const int Most = 2;
}

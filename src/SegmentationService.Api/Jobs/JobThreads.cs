using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The threads that read and write the folder of the jobs.</summary>
internal sealed class JobThreads() : DiskThreads("Jobs", Most)
{
    private const int Most = 3;
}

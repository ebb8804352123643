using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Jobs;

public sealed class JobFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A process that hangs while it takes over jobs does not keep another one from being stopped while it starts.</summary>
    [Fact]
    public void Adopt_AnotherTakesOverAndTheStartIsCanceled_Ends()
    {
        using var folders = new JobFolders(Options.Create(_folder.Options), NullLogger<JobFolders>.Instance);
        folders.Open();
        using var other = FileLock.Take(Path.Combine(_folder.Path, "jobs"), "adoption");
        using var start = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() => folders.Adopt(start.Token));
    }
}

using System.Diagnostics;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Storage.Disk;

/// <summary>A lock keeps out whoever opens the file again, in this process as in another.</summary>
public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_HeldOrFree_IsNullOrTheLock()
    {
        var path = Path.Combine(_folder.Path, "lock");
        using (FileLock.TryTake(path)) Assert.Null(FileLock.TryTake(path));
        using var free = FileLock.TryTake(path);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task Take_GivenBackMeanwhile_IsTaken()
    {
        var held = FileLock.Take(_folder.Path, "lock");
        var waiting = Task.Run(() => FileLock.Take(_folder.Path, "lock"));
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);

        held.Dispose();

        using var taken = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(FileLock.TryTake(Path.Combine(_folder.Path, "lock")));
    }

    /// <summary>Who starts a service does not wait out the patience when he has changed his mind.</summary>
    [Fact]
    public void Take_HeldAndCanceled_EndsAtOnce()
    {
        using var held = FileLock.Take(_folder.Path, "lock");
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var started = Stopwatch.GetTimestamp();

        Assert.Throws<OperationCanceledException>(() => FileLock.Take(_folder.Path, "lock", canceled.Token));

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Take_FolderGone_Throws() =>
        Assert.ThrowsAny<IOException>(() => FileLock.Take(Path.Combine(_folder.Path, "gone"), "lock"));
}

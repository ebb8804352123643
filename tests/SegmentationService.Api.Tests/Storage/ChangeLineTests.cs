using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Changes wait without a thread, and every wait ends.</summary>
public sealed class ChangeLineTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_ManyAtOnce_RunsOneAfterTheOtherInTheirOrder()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Long);
        var order = new List<int>(); // of one thread at a time, or this would not come out right
        var changes = Enumerable.Range(0, 100).Select(i => line.RunAsync(() => Add(i), CancellationToken.None)).ToArray();

        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(changes).WaitAsync(Long));
        Assert.Equal(Enumerable.Range(0, 100), order);

        int Add(int i)
        {
            order.Add(i);
            return order.Count;
        }
    }

    [Fact]
    public async Task RunAsync_LockHeld_WaitsAndGoesOnWhenItIsFree()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Long);
        Task<int> change;
        using (FileLock.Take(_folder.Path, "lock"))
        {
            change = line.RunAsync(() => 1, CancellationToken.None);
            Assert.False(change.IsCompleted);
        }

        Assert.Equal(1, await change.WaitAsync(Long));
    }

    [Fact]
    public async Task RunAsync_LockHeldForTooLong_IsRefusedAndNeverMade()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Short);
        var made = 0;
        using (FileLock.Take(_folder.Path, "lock"))
        {
            // All of them by one deadline, and not one after the other.
            var changes = Enumerable.Range(0, 50).Select(_ => line.RunAsync(() => made++, CancellationToken.None)).ToArray();
            foreach (var change in changes) await Assert.ThrowsAsync<StorageUnavailableException>(() => change.WaitAsync(Long));
        }

        await line.RunAsync(() => 0, CancellationToken.None).WaitAsync(Long);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task RunAsync_CallerLeaves_IsWithdrawn()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Long);
        using var leaving = new CancellationTokenSource();
        var made = 0;
        using (FileLock.Take(_folder.Path, "lock"))
        {
            var change = line.RunAsync(() => made++, leaving.Token);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change.WaitAsync(Long));
        }

        await line.RunAsync(() => 0, CancellationToken.None).WaitAsync(Long);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task RunAsync_CallerLeavesAfterItHasBegun_GoesToItsEnd()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Long);
        using var leaving = new CancellationTokenSource();

        Assert.Equal(7, await line.RunAsync(Change, leaving.Token).WaitAsync(Long));

        int Change()
        {
            leaving.Cancel();
            return 7;
        }
    }

    /// <summary>A disk that does not answer: nobody knows what will have become of the change, and those behind it never begin.</summary>
    [Fact]
    public async Task RunAsync_DoesNotEnd_IsOfUnknownOutcomeAndThoseBehindAreRefused()
    {
        using var answers = new ManualResetEventSlim();
        using var line = new ChangeLine(_folder.Path, "lock", Short);
        var made = 0;
        var stalled = line.RunAsync(() => answers.Wait(Long), CancellationToken.None);
        var behind = line.RunAsync(() => made++, CancellationToken.None);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stalled.WaitAsync(Long));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => behind.WaitAsync(Long));

        answers.Set();
        await line.RunAsync(() => 0, CancellationToken.None).WaitAsync(Long);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task RunAsync_ChangeFails_FailsWithItAndTheNextIsMade()
    {
        using var line = new ChangeLine(_folder.Path, "lock", Long);

        await Assert.ThrowsAsync<InvalidOperationException>(() => line.RunAsync<int>(() => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal(1, await line.RunAsync(() => 1, CancellationToken.None).WaitAsync(Long));
    }
}
